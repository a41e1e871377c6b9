"""The monthly round on told examples; `test_rounds_properties` holds it against a judge."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.rules.calendar import FULL_WEEK, Month, Period, Slot, Week, at_local
from bot.rules.people import Child
from bot.rules.places import Agreement, Stay
from bot.rules.policy import Policy, PriorityOrder
from bot.rules.requests import Claim, ClaimCode, Request, State
from bot.rules.rounds import Decision, Passed, Proposal, Round, RoundInput, Way, Why, decide
from bot.rules.waitlist import FullSlot
from tests.cast import (
    BORN_IN_OCTOBER,
    HADDAD_CONFIRMED,
    LAMBERT_CONFIRMED,
    MONDAY_TUESDAY,
    PEETERS_CONFIRMED,
    POLICY,
    SCHMITZ_CONFIRMED,
    TECHNORD_AGREEMENT,
    TODAY,
)

FEBRUARY = Month(2027, 2)  # the round of those who confirmed in January
FIRST_OF_OCTOBER = date(2027, 10, 1)  # a Friday
SCHOOL = date(2030, 8, 25)  # the eve of the last Monday of August 2030
MORNINGS: Week = frozenset(slot for slot in Slot if slot % 2 == 0)


def places(marcinelle: int, lodelinsart: int = 1, **other: Any) -> Policy:
    """The cast's cooperative with so few places."""
    sizes = {"marcinelle": marcinelle, "lodelinsart": lodelinsart}
    creches = (replace(one, places=sizes.get(one.id, one.places)) for one in POLICY.creches)
    return replace(POLICY, creches=tuple(creches), **other)


def wishing(request: Request, **wishes: Any) -> Request:
    """That request with one child, for October and no other month unless told."""
    asked = replace(request.wishes, **{"earlier": 0, "later": 0, **wishes})
    return replace(request, children=request.children[:1], wishes=asked)


ANA, BILAL, CHLOE, DAVID = map(
    wishing, (LAMBERT_CONFIRMED, HADDAD_CONFIRMED, PEETERS_CONFIRMED, SCHMITZ_CONFIRMED)
)
FROM_TECHNORD = Claim(code=ClaimCode.EMPLOYER, seen_on=TODAY, sponsor_id="technord")


def decided(*requests: Request, policy: Policy, taken: tuple[Stay, ...] = (), **other: Any) -> Round:
    asked = RoundInput(month=FEBRUARY, today=date(2027, 2, 1), requests=requests, taken=taken, policy=policy)
    return decide(replace(asked, **other))


def decision(of: Request, answer: Round) -> Decision:
    return next(one for one in answer.decisions if one.request_id == of.id)


def got(of: Request, answer: Round) -> Proposal:
    proposal = decision(of, answer).proposal
    assert proposal
    return proposal


def stay(
    week: Week = FULL_WEEK, start: date = date(2026, 9, 1), end: date | None = SCHOOL, **other: Any
) -> Stay:
    return replace(Stay(id="s", creche="marcinelle", week=week, period=Period(start, end)), **other)


# The example of the rules, section 4


def test_example_of_the_rules() -> None:
    answer = decided(DAVID, BILAL, CHLOE, ANA, policy=places(2))
    assert answer.placed == {CHLOE.id: "marcinelle", ANA.id: "marcinelle", DAVID.id: "lodelinsart"}
    assert (answer.wasted, answer.envied) == ((), ())


def test_refused_in_the_example_because_of_one_priority_and_one_earlier_confirmation() -> None:
    answer = decided(DAVID, BILAL, CHLOE, ANA, policy=places(2))
    full = tuple(FullSlot(slot=slot, until=date(2030, 8, 26)) for slot in Slot)
    assert decision(BILAL, answer) == Decision(
        request_id=BILAL.id,
        reference=BILAL.reference,
        wishes=BILAL.wishes,
        proposal=None,
        passed=(Passed(creche="marcinelle", why=Why.FULL, ahead_by_priority=1, ahead_by_time=1, full=full),),
    )


def test_proposal_of_the_example() -> None:
    answer = decided(DAVID, BILAL, CHLOE, ANA, policy=places(2))
    assert got(CHLOE, answer) == Proposal(
        creche="marcinelle", start=FIRST_OF_OCTOBER, ends=(SCHOOL,), week=FULL_WEEK, way=Way.RESERVE
    )
    assert got(ANA, answer).way is Way.ORDINARY
    assert [one.request_id for one in answer.decisions] == [ANA.id, BILAL.id, CHLOE.id, DAVID.id]


def test_reserve_list_of_the_example() -> None:
    """With a stay in one of the two places at Marcinelle, Ana goes to Lodelinsart and would rather not."""
    answer = decided(DAVID, BILAL, CHLOE, ANA, policy=places(2), taken=(stay(),))
    waiting = {
        creche: [(one.reference, one.way) for one in lines] for creche, lines in answer.reserve.items()
    }
    assert waiting == {
        "marcinelle": [(ANA.reference, Way.ORDINARY), (BILAL.reference, Way.ORDINARY)],
        "lodelinsart": [(DAVID.reference, Way.ORDINARY)],
    }


def test_example_with_twins_and_other_months() -> None:
    """As the cast is: Bilal's twins need two places, everybody would come two months later."""
    cast = (LAMBERT_CONFIRMED, HADDAD_CONFIRMED, PEETERS_CONFIRMED, SCHMITZ_CONFIRMED)
    assert decided(*cast, policy=places(3)).placed == {
        ANA.id: "marcinelle",
        CHLOE.id: "marcinelle",
        DAVID.id: "lodelinsart",
    }


# Who is decided


def test_confirmed_in_the_month_of_the_round_waits_for_the_next() -> None:
    later = replace(ANA, confirmed_at=at_local(date(2027, 2, 1), 0))
    just = replace(BILAL, confirmed_at=at_local(date(2027, 2, 1), 0) - timedelta(seconds=1))
    assert decided(later, just, policy=places(1)).placed == {BILAL.id: "marcinelle"}


def test_refused_before_keeps_its_rank() -> None:
    refused = replace(ANA, state=State.REFUSED)
    assert decided(BILAL, refused, policy=places(1)).placed == {ANA.id: "marcinelle"}


@pytest.mark.parametrize("state", sorted(set(State) - {State.CONFIRMED, State.REFUSED}))
def test_others_are_not_decided(state: State) -> None:
    assert decided(replace(ANA, state=state), policy=places(1)).decisions == ()


def test_skipped_keeps_its_line_on_the_reserve_list() -> None:
    answer = decided(ANA, BILAL, policy=places(1), skipped=frozenset({ANA.id}))
    assert answer.placed == {BILAL.id: "marcinelle"}
    assert [one.request_id for one in answer.decisions] == [BILAL.id]
    assert [one.request_id for one in answer.reserve["marcinelle"]] == [ANA.id]


def test_nobody_to_decide() -> None:
    answer = decided(policy=places(1))
    assert (answer.placed, answer.decisions, answer.reserve) == ({}, (), {})


def test_creche_that_is_gone_is_passed_over() -> None:
    gone = wishing(ANA, creches=("namur", "lodelinsart"))
    assert decided(gone, policy=places(1)).placed == {ANA.id: "lodelinsart"}


# When it begins


@pytest.mark.parametrize(
    ("wishes", "start"),
    [
        ({"entry": Month(2027, 11)}, date(2027, 11, 2)),  # All Saints' is a Monday
        ({"entry": Month(2027, 2)}, date(2027, 2, 2)),  # the day after the round
        ({"entry": Month(2026, 11)}, date(2027, 2, 2)),  # past: as early as possible
        ({"entry": Month(2026, 12), "later": 4}, date(2027, 2, 2)),
        ({"entry": Month(2027, 1), "earlier": 2}, date(2027, 2, 2)),
    ],
)
def test_start_is_the_first_open_day(wishes: dict[str, Any], start: date) -> None:
    assert got(ANA, decided(wishing(ANA, **wishes), policy=places(1))).start == start


@pytest.mark.parametrize(
    ("until", "start"),
    [
        (date(2027, 9, 30), date(2027, 10, 1)),
        (date(2027, 10, 20), date(2027, 11, 2)),
        (date(2027, 11, 20), date(2027, 12, 1)),
    ],
)
def test_month_nearest_to_the_wish_that_has_room(until: date, start: date) -> None:
    wide = wishing(ANA, earlier=1, later=2)
    assert got(ANA, decided(wide, policy=places(1), taken=(stay(end=until),))).start == start


def test_earlier_month_before_a_later_one_as_near() -> None:
    october = frozenset(Period(date(2027, 10, 1), date(2027, 10, 31)).days())
    creches = tuple(replace(one, closures=october) for one in places(1).creches)
    closed = replace(places(1), creches=creches)
    wide = wishing(ANA, earlier=1, later=1)
    assert got(ANA, decided(wide, policy=closed)).start == date(2027, 9, 1)


def test_closed_in_every_month_wished() -> None:
    october = frozenset(Period(date(2027, 10, 1), date(2027, 10, 31)).days())
    creches = tuple(replace(one, closures=october) for one in places(1).creches)
    answer = decided(ANA, policy=replace(places(1), creches=creches))
    no_day = [Passed(creche=creche, why=Why.NO_DAY) for creche in ("marcinelle", "lodelinsart")]
    assert decision(ANA, answer).passed == tuple(no_day)
    assert answer.reserve == {"lodelinsart": (), "marcinelle": ()}


def test_child_of_school_age_by_then() -> None:
    old = replace(ANA, children=(Child(born=True, day=date(2024, 8, 20)),))
    answer = decided(old, policy=places(1))
    assert {one.why for one in decision(ANA, answer).passed} == {Why.SCHOOL}


# Half-days, days, siblings


def test_half_days_that_complete_each_other() -> None:
    early, late = wishing(ANA, week=MORNINGS), wishing(BILAL, week=FULL_WEEK - MORNINGS)
    assert decided(early, late, policy=places(1)).placed == dict.fromkeys((ANA.id, BILAL.id), "marcinelle")


def test_half_day_taken_once_years_later_is_no_place() -> None:
    once = stay(frozenset({Slot.TUE_PM}), date(2030, 8, 20), date(2030, 8, 20))  # a Tuesday
    answer = decided(wishing(ANA, creches=("marcinelle",)), policy=places(1), taken=(once,))
    full = (FullSlot(slot=Slot.TUE_PM, until=date(2030, 8, 21)),)
    assert decision(ANA, answer).passed == (Passed(creche="marcinelle", why=Why.FULL, full=full),)


@pytest.mark.parametrize(
    "beside",
    [
        stay(start=date(2030, 8, 26)),  # comes when Ana's child has left
        stay(end=date(2027, 9, 30)),
        stay(start=date(2027, 12, 25), end=date(2027, 12, 26)),  # closed, both days
        stay(frozenset({Slot.TUE_PM}), date(2028, 1, 5), date(2028, 1, 10)),  # no Tuesday
        stay(creche="andrimont"),
    ],
)
def test_stay_that_is_in_nobody_s_way(beside: Stay) -> None:
    assert decided(ANA, policy=places(1), taken=(beside,)).placed == {ANA.id: "marcinelle"}


def test_stay_without_an_end_is_in_the_way() -> None:
    endless = stay(end=None)
    full = tuple(FullSlot(slot=slot, until=None) for slot in Slot)
    answer = decided(ANA, policy=places(1), taken=(endless,))
    assert answer.placed == {ANA.id: "lodelinsart"}
    assert decision(ANA, answer).passed == (Passed(creche="marcinelle", why=Why.FULL, full=full),)


def test_creche_fuller_than_it_may_be_takes_nobody() -> None:
    assert decided(BILAL, policy=places(1), taken=(stay(), stay(MONDAY_TUESDAY))).placed == {}


def test_siblings_come_together_or_not_at_all() -> None:
    twins = replace(BILAL, children=(BORN_IN_OCTOBER, BORN_IN_OCTOBER))
    assert decided(twins, policy=places(1)).placed == {}
    assert got(twins, decided(twins, policy=places(2))).ends == (SCHOOL, SCHOOL)


def test_siblings_leave_one_after_the_other() -> None:
    """The elder leaves in August 2029; from then on one place is enough."""
    both = replace(BILAL, children=(BORN_IN_OCTOBER, Child(born=True, day=date(2025, 11, 1))))
    second = stay(start=date(2029, 8, 27), end=date(2031, 8, 24))
    answer = decided(both, policy=places(2), taken=(second,))
    assert got(both, answer).ends == (date(2030, 8, 25), date(2029, 8, 26))
    too_early = stay(start=date(2029, 8, 24), end=date(2031, 8, 24))
    assert decided(both, policy=places(2), taken=(too_early,)).placed == {}


def test_half_days_full_for_two_children() -> None:
    twins = replace(BILAL, children=(BORN_IN_OCTOBER, BORN_IN_OCTOBER))
    answer = decided(twins, policy=places(2), taken=(stay(MONDAY_TUESDAY, end=date(2028, 6, 30)),))
    full = tuple(FullSlot(slot=slot, until=date(2028, 7, 1)) for slot in sorted(MONDAY_TUESDAY))
    assert decision(twins, answer).passed == (Passed(creche="marcinelle", why=Why.FULL, full=full),)


# Priorities and their quotas


def sibling(request: Request, **other: Any) -> Request:
    """With a proven 52-1."""
    return replace(request, claims=CHLOE.claims, **other)


def test_reserve_lifts_above_an_earlier_month() -> None:
    december = replace(ANA, confirmed_at=at_local(date(2026, 12, 1), 9))
    answer = decided(december, sibling(BILAL), policy=places(1, specific_needs_max_percent=100))
    assert got(BILAL, answer).way is Way.RESERVE
    assert answer.placed == {BILAL.id: "marcinelle", ANA.id: "lodelinsart"}


def test_reserve_that_a_stay_fills_lifts_nobody() -> None:
    december = replace(ANA, confirmed_at=at_local(date(2026, 12, 1), 9))
    policy = places(2, specific_needs_max_percent=100)
    answer = decided(december, sibling(BILAL), policy=policy, taken=(stay(need=True),))
    assert answer.placed == {ANA.id: "marcinelle"}
    passed = decision(BILAL, answer).passed[0]
    assert (passed.ahead_by_priority, passed.ahead_by_month, passed.ahead_by_time) == (0, 1, 0)


def test_need_below_its_ceiling_goes_ahead_within_the_month() -> None:
    """The reserve is full, the ceiling is not: the priority of the month holds."""
    policy = places(4)
    answer = decided(ANA, sibling(BILAL), policy=policy, taken=(stay(need=True), stay(), stay()))
    assert (got(BILAL, answer).way, got(BILAL, answer).need) == (Way.NEED, True)
    assert answer.placed == {BILAL.id: "marcinelle", ANA.id: "lodelinsart"}


def test_need_above_its_ceiling_is_an_ordinary_one() -> None:
    policy = places(4)
    taken = (stay(need=True), stay(need=True), stay())
    answer = decided(ANA, sibling(BILAL), policy=policy, taken=taken)
    assert answer.placed == {ANA.id: "marcinelle"}
    alone = decided(sibling(BILAL), policy=policy, taken=taken)
    assert (got(BILAL, alone).way, got(BILAL, alone).need) == (Way.ORDINARY, False)


def test_reserve_is_rounded_up_and_ceilings_down() -> None:
    """Of three places: 0.6 is a reserve of one, half of them a ceiling of one."""
    answer = decided(sibling(ANA), sibling(BILAL), policy=places(3))
    assert (got(ANA, answer).way, got(BILAL, answer).way) == (Way.RESERVE, Way.ORDINARY)


def test_quotas_of_needs_are_shares_of_the_authorised_places() -> None:
    """Of four places two may be filled: the ceiling is half of four."""
    creches = tuple(replace(one, authorised=4) for one in places(2).creches)
    answer = decided(sibling(ANA), sibling(BILAL), policy=replace(places(2), creches=creches))
    assert (got(ANA, answer).way, got(BILAL, answer).way) == (Way.RESERVE, Way.NEED)


@pytest.mark.parametrize(
    "claim", [{"seen_on": None}, {"code": ClaimCode.COMMUTER}, {"code": ClaimCode.COMMUNE}]
)
def test_claim_unproven_or_not_published_counts_for_nothing(claim: dict[str, Any]) -> None:
    claims = (replace(CHLOE.claims[0], **claim),)
    answer = decided(ANA, replace(BILAL, claims=claims), policy=places(1))
    assert answer.placed == {ANA.id: "marcinelle"}


def test_closure_of_the_former_creche_knows_no_quota() -> None:
    closure = replace(BILAL, claims=(Claim(code=ClaimCode.CLOSURE, seen_on=TODAY),))
    answer = decided(ANA, closure, policy=places(1))
    assert (answer.placed[BILAL.id], got(BILAL, answer).way) == ("marcinelle", Way.PRIORITY)


@pytest.mark.parametrize(
    ("order", "first"), [(PriorityOrder.MONTH_FIRST, ANA), (PriorityOrder.PRIORITY_FIRST, BILAL)]
)
def test_month_or_priority_first_as_the_policy_says(order: PriorityOrder, first: Request) -> None:
    december = replace(ANA, confirmed_at=at_local(date(2026, 12, 1), 9))
    closure = replace(BILAL, claims=(Claim(code=ClaimCode.CLOSURE, seen_on=TODAY),))
    answer = decided(december, closure, policy=places(1, 0, priority_order=order))
    assert answer.placed == {first.id: "marcinelle"}
    last = decision(BILAL if first is ANA else ANA, answer).passed[0]
    assert (last.ahead_by_priority, last.ahead_by_month) == ((0, 1) if first is ANA else (1, 0))


# Sponsors


def colleague(request: Request) -> Request:
    return replace(request, claims=(FROM_TECHNORD,))


def test_colleague_goes_ahead_under_the_agreement() -> None:
    answer = decided(
        ANA, colleague(BILAL), policy=places(2), taken=(stay(),), agreements=(TECHNORD_AGREEMENT,)
    )
    assert answer.placed == {BILAL.id: "marcinelle", ANA.id: "lodelinsart"}
    assert (got(BILAL, answer).way, got(BILAL, answer).agreement_id) == (Way.AGREEMENT, TECHNORD_AGREEMENT.id)


@pytest.mark.parametrize(
    "agreements",
    [
        (),
        (replace(TECHNORD_AGREEMENT, sponsor_id="prayon"),),
        (replace(TECHNORD_AGREEMENT, creche="lodelinsart"),),
        (replace(TECHNORD_AGREEMENT, period=Period(date(2026, 9, 1), date(2027, 9, 30))),),  # over by then
        (replace(TECHNORD_AGREEMENT, period=Period(date(2027, 10, 2))),),  # not begun
    ],
)
def test_colleague_without_an_agreement_is_an_ordinary_one(agreements: tuple[Agreement, ...]) -> None:
    answer = decided(ANA, colleague(BILAL), policy=places(1), agreements=agreements)
    assert answer.placed == {ANA.id: "marcinelle"}


def test_agreement_full_in_one_half_day_gives_no_priority() -> None:
    """One place of Technord's; a colleague's child is there on Monday and Tuesday."""
    one = replace(TECHNORD_AGREEMENT, places=1)
    there = stay(MONDAY_TUESDAY, agreement_id=one.id)
    policy = places(4)
    beside = (stay(), stay(), there)
    full_time = decided(ANA, colleague(BILAL), policy=policy, taken=beside, agreements=(one,))
    assert full_time.placed == {ANA.id: "marcinelle"}
    rest = colleague(wishing(BILAL, week=FULL_WEEK - MONDAY_TUESDAY))
    other_days = decided(ANA, rest, policy=policy, taken=(*beside, stay(MORNINGS)), agreements=(one,))
    assert got(BILAL, other_days).way is Way.AGREEMENT


def test_agreement_is_full_only_as_long_as_it_runs() -> None:
    """The colleague's child who comes when the agreement has ended is in nobody's way."""
    one = replace(TECHNORD_AGREEMENT, places=1)
    later = stay(start=date(2029, 6, 1), agreement_id=one.id)
    answer = decided(colleague(BILAL), policy=places(2), taken=(later,), agreements=(one,))
    assert got(BILAL, answer).agreement_id == one.id


def test_sponsors_have_half_of_the_places_at_most() -> None:
    """Of three places one; two firms have agreements."""
    other = replace(TECHNORD_AGREEMENT, id="prayon-marcinelle", sponsor_id="prayon")
    there = stay(agreement_id=other.id)
    answer = decided(
        ANA, colleague(BILAL), policy=places(3), taken=(stay(), there), agreements=(TECHNORD_AGREEMENT, other)
    )
    assert answer.placed == {ANA.id: "marcinelle"}


def test_reserve_before_the_agreement() -> None:
    both = replace(BILAL, claims=(*CHLOE.claims, FROM_TECHNORD))
    answer = decided(both, policy=places(2), agreements=(TECHNORD_AGREEMENT,))
    assert (got(BILAL, answer).way, got(BILAL, answer).agreement_id) == (Way.RESERVE, None)
