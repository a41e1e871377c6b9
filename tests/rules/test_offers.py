from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import offers as rules
from bot.rules.calendar import BRUSSELS, FULL_WEEK, Period, Slot, at_local, end_of_day, local_day
from bot.rules.offers import Offer, OfferState, Place
from bot.rules.offers.refusals import (
    ClosedOnStart,
    ContractStillOpen,
    FirstDayOutside,
    LeavingBeforeEntry,
    LeavingInFuture,
    MoreTimeGiven,
    NoRoom,
    OfferOver,
    OfferStillOpen,
    OfferTooLate,
    OutsideRound,
    RightFull,
    SchoolAge,
    ShutAtEntry,
    StartOutsideWishes,
)
from bot.rules.people import Child
from bot.rules.places import Agreement, Stay, first_full
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound, Refusal, WrongState
from bot.rules.requests import Claim, ClaimCode, Request, State, undo_withdrawal, withdraw
from tests.cast import (
    FULL_STAY,
    HADDAD_CONFIRMED,
    LAMBERT_CONFIRMED,
    MORNING,
    POLICY,
    SCHMITZ_CONFIRMED,
    TECHNORD_AGREEMENT,
    TODAY,
)
from tests.strategies import moments

MONDAY = date(2027, 10, 4)
PLACE = Place(creche="marcinelle", start=MONDAY)
CLOSED = Claim(code=ClaimCode.CLOSURE, seen_on=TODAY, seen_by="director")


def send(
    request: Request = LAMBERT_CONFIRMED,
    place: Place = PLACE,
    *,
    decided: bool = True,
    taken: tuple[Stay, ...] = (),
    now: datetime = MORNING,
    policy: Policy = POLICY,
) -> tuple[Request, Offer]:
    return rules.send("offer", request, place, decided=decided, taken=taken, now=now, policy=policy)


OFFERED, OFFER = send()
ACCEPTED, TAKEN = rules.accept(OFFERED, OFFER, now=MORNING, policy=POLICY)


def shut(*days: date) -> Policy:
    first, *others = POLICY.creches
    return replace(POLICY, creches=(replace(first, closures=frozenset(days)), *others))


# Sending


def test_an_offer_is_for_every_child_until_a_working_day() -> None:
    offered, offer = send(HADDAD_CONFIRMED)
    assert (offered.state, offered.confirmed_at) == (State.OFFERED, HADDAD_CONFIRMED.confirmed_at)
    assert (offer.state, offer.ended_at) == (OfferState.LIVE, None)
    assert offer.ends == (date(2030, 8, 25), date(2030, 8, 25))
    assert offer.deadline == date(2027, 1, 22)  # ten days after Tuesday the 12th: a Friday


@pytest.mark.parametrize(
    ("sent", "deadline"),
    [
        (date(2027, 1, 13), date(2027, 1, 25)),  # a Saturday moves to Monday
        (date(2027, 3, 19), date(2027, 3, 30)),  # Easter Monday is no working day
        (date(2027, 7, 11), date(2027, 7, 22)),  # and so is no national day
    ],
)
def test_a_deadline_moves_to_the_next_working_day(sent: date, deadline: date) -> None:
    assert send(now=at_local(sent, 9))[1].deadline == deadline


@pytest.mark.parametrize("state", [state for state in State if state not in {State.CONFIRMED, State.REFUSED}])
def test_only_those_who_wait_are_offered_a_place(state: State) -> None:
    with pytest.raises(WrongState):
        send(replace(LAMBERT_CONFIRMED, state=state))


def test_a_refused_request_is_offered_a_place_later() -> None:
    assert send(replace(LAMBERT_CONFIRMED, state=State.REFUSED))[0].state is State.OFFERED


@pytest.mark.parametrize(
    ("claims", "creche", "allowed"),
    [
        ((), "marcinelle", False),
        ((replace(CLOSED, seen_on=None),), "marcinelle", False),
        ((replace(CLOSED, code=ClaimCode.SIBLINGS),), "marcinelle", False),
        ((CLOSED,), "marcinelle", True),
        ((CLOSED,), "lodelinsart", False),  # which does not publish that priority
    ],
)
def test_outside_the_round_only_a_proven_closure_counts(
    claims: tuple[Claim, ...], creche: str, *, allowed: bool
) -> None:
    request = replace(LAMBERT_CONFIRMED, claims=claims)
    first, second, *others = POLICY.creches
    policy = replace(POLICY, creches=(first, replace(second, priorities=frozenset({"52-1"})), *others))
    assert (creche in rules.may_send_outside_round(request, policy)) is allowed
    if allowed:
        assert send(request, replace(PLACE, creche=creche), decided=False, policy=policy)
        return
    with pytest.raises(OutsideRound):
        send(request, replace(PLACE, creche=creche), decided=False, policy=policy)


def test_a_right_that_is_full_gives_no_place_by_it() -> None:
    """Both places of the agreement are taken, or the share of specific needs (28 of 56); there is room."""
    full = RightFull(slot=Slot.MON_AM, day=MONDAY)
    sponsored = Place(creche="marcinelle", start=MONDAY, agreement_id=TECHNORD_AGREEMENT.id)
    needed = Place(creche="marcinelle", start=MONDAY, need=True)
    under = replace(FULL_STAY, agreement_id=TECHNORD_AGREEMENT.id)
    needs = replace(FULL_STAY, agreement_id=None, need=True)
    for place, taken, last in ((sponsored, under, 2), (needed, needs, 28)):
        assert by_right(place, [taken] * (last - 1)).agreement_id == place.agreement_id
        with pytest.raises(RightFull) as refused:
            by_right(place, [taken] * last)
        assert refused.value == full
        assert by_right(PLACE, [taken] * last).creche == "marcinelle"


def test_the_sponsors_ceiling_counts_every_firm_as_long_as_its_agreement_runs() -> None:
    other = replace(TECHNORD_AGREEMENT, id="other", places=28)
    ended = Period(date(2026, 1, 1), MONDAY - timedelta(days=1))
    over = replace(other, sponsor_id="prayon", period=ended)
    place = Place(creche="marcinelle", start=MONDAY, agreement_id=TECHNORD_AGREEMENT.id)
    taken = [replace(FULL_STAY, agreement_id="other")] * 28
    with pytest.raises(RightFull):
        by_right(place, taken, other)
    assert by_right(place, taken, over).agreement_id == TECHNORD_AGREEMENT.id


def by_right(place: Place, taken: list[Stay], *others: Agreement) -> Offer:
    _, offer = rules.send(
        "offer",
        LAMBERT_CONFIRMED,
        place,
        decided=True,
        taken=taken,
        agreements=(TECHNORD_AGREEMENT, *others),
        now=MORNING,
        policy=POLICY,
    )
    return offer


@pytest.mark.parametrize(
    ("place", "policy", "refusal"),
    [
        (Place(creche="andrimont", start=MONDAY), POLICY, NotFound()),
        (
            Place(creche="marcinelle", start=date(2027, 9, 30)),
            POLICY,
            StartOutsideWishes(first=date(2027, 10, 1), last=date(2027, 12, 31)),
        ),
        (
            Place(creche="marcinelle", start=date(2028, 1, 3)),
            POLICY,
            StartOutsideWishes(first=date(2027, 10, 1), last=date(2027, 12, 31)),
        ),
        (PLACE, shut(MONDAY), ClosedOnStart(day=MONDAY, again=date(2027, 10, 5))),
        (
            PLACE,
            shut(*Period(MONDAY, date(2027, 12, 31)).days()),  # it closes before entry
            ShutAtEntry(day=MONDAY),
        ),
    ],
)
def test_a_start_that_cannot_be_is_refused(place: Place, policy: Policy, refusal: Refusal) -> None:
    with pytest.raises(type(refusal)) as refused:
        send(place=place, policy=policy)
    assert refused.value == refusal


def test_a_child_old_enough_for_school_gets_no_place() -> None:
    with pytest.raises(SchoolAge) as refused:
        send(replace(LAMBERT_CONFIRMED, children=(Child(born=True, day=date(2024, 6, 1)),)))
    assert refused.value == SchoolAge(last=date(2027, 8, 29))


def test_the_last_place_is_offered_and_no_other() -> None:
    _, offer = send(taken=(FULL_STAY,) * 55)
    with pytest.raises(NoRoom) as refused:
        send(SCHMITZ_CONFIRMED_AT_MARCINELLE, taken=(*(FULL_STAY,) * 55, *rules.promised(offer)))
    assert refused.value == NoRoom(n=1, slot=Slot.MON_AM, day=MONDAY)


SCHMITZ_CONFIRMED_AT_MARCINELLE = replace(
    SCHMITZ_CONFIRMED, wishes=replace(SCHMITZ_CONFIRMED.wishes, creches=("marcinelle",))
)


def test_twins_are_not_split() -> None:
    with pytest.raises(NoRoom) as refused:
        send(HADDAD_CONFIRMED, taken=(FULL_STAY,) * 55)
    assert refused.value == NoRoom(n=2, slot=Slot.MON_AM, day=MONDAY)


def test_free_places_are_the_first_open_days_of_the_wished_months() -> None:
    request = replace(LAMBERT_CONFIRMED, claims=(CLOSED,))
    until_november = replace(FULL_STAY, period=Period(date(2027, 1, 4), date(2027, 10, 31)))
    found = rules.free_places(request, "marcinelle", [until_november] * 56, now=MORNING, policy=POLICY)
    assert [place.start for place in found] == [date(2027, 11, 2), date(2027, 12, 1)]  # after All Saints
    assert rules.free_places(LAMBERT_CONFIRMED, "marcinelle", [], now=MORNING, policy=POLICY) == ()
    past = MORNING + timedelta(days=400)  # every month wished is over: as soon as may be
    found = rules.free_places(request, "marcinelle", [], now=past, policy=POLICY)
    assert [place.start for place in found] == [date(2028, 2, 16)]


# Answers


def test_accepting_gives_the_contract_its_deadline() -> None:
    assert (ACCEPTED.state, TAKEN.state, TAKEN.ended_at) == (State.ACCEPTED, OfferState.ACCEPTED, None)
    assert TAKEN.contract_by == date(2027, 1, 26)


def test_declining_keeps_the_rank_unless_the_policy_says_otherwise() -> None:
    later = MORNING + timedelta(days=1)
    waiting, offer = rules.decline(OFFERED, OFFER, now=later, policy=POLICY)
    assert (waiting.state, waiting.confirmed_at) == (State.CONFIRMED, LAMBERT_CONFIRMED.confirmed_at)
    assert (offer.state, offer.ended_at) == (OfferState.DECLINED, later)
    harsh = replace(POLICY, decline_keeps_rank=False)
    assert rules.decline(OFFERED, OFFER, now=later, policy=harsh)[0].confirmed_at == later


def test_more_time_is_three_working_days_once() -> None:
    longer = rules.more_time(OFFER, now=MORNING, policy=POLICY)
    assert (longer.deadline, longer.extended) == (date(2027, 1, 27), True)
    with pytest.raises(MoreTimeGiven) as refused:
        rules.more_time(longer, now=MORNING, policy=POLICY)
    assert refused.value == MoreTimeGiven(deadline=date(2027, 1, 27))


@pytest.mark.parametrize(
    "answer",
    [
        lambda now: rules.accept(OFFERED, OFFER, now=now, policy=POLICY),
        lambda now: rules.decline(OFFERED, OFFER, now=now, policy=POLICY),
        lambda now: rules.more_time(OFFER, now=now, policy=POLICY),
    ],
)
def test_an_answer_counts_until_the_last_second_of_the_deadline(answer: Callable[[datetime], object]) -> None:
    last = end_of_day(OFFER.deadline)
    answer(last)
    with pytest.raises(OfferTooLate) as refused:
        answer(last + timedelta(seconds=1))
    assert refused.value == OfferTooLate(deadline=OFFER.deadline)
    with pytest.raises(OfferStillOpen):
        rules.lapse(OFFERED, OFFER, now=last)


def test_no_answer_pauses_the_request_and_keeps_its_rank() -> None:
    after = end_of_day(OFFER.deadline) + timedelta(seconds=1)
    paused, offer = rules.lapse(OFFERED, OFFER, now=after)
    assert (paused.state, paused.confirmed_at) == (State.PAUSED, LAMBERT_CONFIRMED.confirmed_at)
    assert (offer.state, offer.ended_at) == (OfferState.LAPSED, after)


def test_an_undone_withdrawal_comes_back_without_the_offer() -> None:
    gone, offer = withdraw(ACCEPTED, now=MORNING), rules.withdraw(TAKEN, now=MORNING)
    assert (offer.state, offer.ended_at) == (OfferState.WITHDRAWN, MORNING)
    assert undo_withdrawal(gone, now=MORNING, policy=POLICY).state is State.CONFIRMED


Step = Callable[[Request, Offer, datetime], object]
ANSWERS: dict[str, Step] = {
    "accept": lambda request, offer, now: rules.accept(request, offer, now=now, policy=POLICY),
    "decline": lambda request, offer, now: rules.decline(request, offer, now=now, policy=POLICY),
    "more": lambda _, offer, now: rules.more_time(offer, now=now, policy=POLICY),
    "lapse": lambda request, offer, now: rules.lapse(request, offer, now=now),
}
CONTRACTS: dict[str, Step] = {
    "sign": lambda request, offer, now: rules.sign(request, offer, stay_ids=["stay"], now=now, policy=POLICY),
    "refuse": lambda request, offer, now: rules.refuse_contract(request, offer, now=now),
    "unsigned": lambda request, offer, now: rules.unsigned(request, offer, now=now),
}


@pytest.mark.parametrize("step", [*ANSWERS.values(), *CONTRACTS.values()], ids=[*ANSWERS, *CONTRACTS])
@pytest.mark.parametrize("state", OfferState)
def test_an_offer_that_is_over_says_how_it_ended(step: Step, state: OfferState) -> None:
    wanted = OfferState.LIVE if step in ANSWERS.values() else OfferState.ACCEPTED
    if state is wanted:
        return
    with pytest.raises(OfferOver) as refused:
        step(OFFERED, replace(OFFER, state=state), MORNING)
    assert refused.value == OfferOver(state=state)


# The contract


def test_a_signed_contract_is_a_stay_for_each_child() -> None:
    request, offer = rules.accept(*send(HADDAD_CONFIRMED), now=MORNING, policy=POLICY)
    enrolled, signed, stays = rules.sign(request, offer, stay_ids=["one", "two"], now=MORNING, policy=POLICY)
    assert (enrolled.state, signed.state, signed.ended_at) == (State.ENROLLED, OfferState.SIGNED, MORNING)
    one = Stay(
        id="one",
        creche="marcinelle",
        week=FULL_WEEK,
        period=Period(MONDAY, date(2030, 8, 25)),
        request_id=HADDAD_CONFIRMED.id,
        child=0,
    )
    assert stays == (one, replace(one, id="two", child=1))
    assert [replace(stay, id="") for stay in rules.promised(offer)] == [
        replace(stay, id="") for stay in stays
    ]


#: A place offered on Tuesday the 12th of January from the 13th on; the family may answer until the 22nd.
SOON = replace(OFFER, start=date(2027, 1, 13))


def accepted(on: date, offer: Offer = SOON) -> tuple[Request, Offer]:
    return rules.accept(OFFERED, offer, now=at_local(on, 10), policy=POLICY)


def signed(request: Request, offer: Offer, on: date, first: date | None = None) -> date:
    """The first day of the stay."""
    now = at_local(on, 15)
    _, _, (stay,) = rules.sign(request, offer, first=first, stay_ids=["stay"], now=now, policy=POLICY)
    return stay.period.start


def test_a_family_that_accepts_and_signs_at_once_begins_on_the_day_offered() -> None:
    assert signed(*accepted(TODAY), on=TODAY) == date(2027, 1, 13)


def test_a_contract_signed_after_the_day_offered_begins_no_earlier_than_it() -> None:
    assert signed(*accepted(date(2027, 1, 20)), on=date(2027, 1, 20)) == date(2027, 1, 20)
    assert signed(*accepted(date(2027, 1, 20)), on=date(2027, 1, 23)) == date(2027, 1, 25)  # a Monday


def test_a_contract_that_is_noted_late_begins_when_it_says_but_not_before_the_answer() -> None:
    request, offer = accepted(date(2027, 1, 18))
    assert signed(request, offer, date(2027, 1, 22), date(2027, 1, 19)) == date(2027, 1, 19)
    last = date(2027, 2, 1)
    assert signed(request, offer, date(2027, 1, 22), last) == last == offer.contract_by
    for day in (date(2027, 1, 15), date(2027, 2, 2)):
        with pytest.raises(FirstDayOutside) as refused:
            signed(request, offer, date(2027, 1, 22), day)
        assert refused.value == FirstDayOutside(first=date(2027, 1, 18), last=last)
    with pytest.raises(ClosedOnStart) as closed:
        signed(request, offer, date(2027, 1, 22), date(2027, 1, 23))
    assert closed.value == ClosedOnStart(day=date(2027, 1, 23), again=date(2027, 1, 25))


def test_nobody_signs_for_a_child_that_has_grown_too_old() -> None:
    request, offer = accepted(date(2027, 1, 20), replace(SOON, ends=(date(2027, 1, 21),)))
    with pytest.raises(SchoolAge):
        signed(request, offer, date(2027, 1, 22))


@given(st.data())
def test_nothing_is_counted_before_a_family_could_say_yes(data: st.DataObject) -> None:
    def day(first: int, last: int, after: date = TODAY) -> date:
        return after + timedelta(days=data.draw(st.integers(first, last)))

    offer = replace(SOON, start=day(0, 40))
    answered = day(0, 10)
    request, taken = accepted(answered, offer)
    on = day(0, 30, answered)
    first = data.draw(st.none() | st.dates(TODAY, day(0, 60)))
    try:
        begins = signed(request, taken, on, first)
    except (FirstDayOutside, ClosedOnStart):
        assert first is not None
        assert not (max(offer.start, answered) <= first <= on and POLICY.is_open("marcinelle", first))
        return
    assert begins >= max(offer.start, answered)  # within what was kept free, and after the yes
    assert POLICY.is_open("marcinelle", begins)
    assert begins == first or begins >= on
    if first is None and offer.start >= on and POLICY.is_open("marcinelle", offer.start):
        assert begins == offer.start


def test_a_contract_not_accepted_is_a_refusal_that_keeps_the_rank() -> None:
    refused, offer = rules.refuse_contract(ACCEPTED, TAKEN, now=MORNING)
    assert (refused.state, offer.state) == (State.REFUSED, OfferState.FAILED)
    assert refused.confirmed_at == LAMBERT_CONFIRMED.confirmed_at


def test_a_contract_is_unsigned_only_after_its_deadline() -> None:
    last = end_of_day(date(2027, 1, 26))
    with pytest.raises(ContractStillOpen) as refused:
        rules.unsigned(ACCEPTED, TAKEN, now=last)
    assert refused.value == ContractStillOpen(contract_by=date(2027, 1, 26))
    paused, offer = rules.unsigned(ACCEPTED, TAKEN, now=last + timedelta(seconds=1))
    assert (paused.state, offer.state) == (State.PAUSED, OfferState.FAILED)


def test_leaving_ends_the_stays_that_day_and_not_before_it_came() -> None:
    enrolled, _, stays = rules.sign(ACCEPTED, TAKEN, stay_ids=["stay"], now=MORNING, policy=POLICY)
    on = date(2028, 6, 30)
    left, (stay,) = rules.leave(enrolled, stays, on=on, now=at_local(on, 18))
    assert (left.state, stay.period) == (State.LEFT, Period(MONDAY, on))
    with pytest.raises(LeavingInFuture):
        rules.leave(enrolled, stays, on=on, now=at_local(on - timedelta(days=1), 18))
    with pytest.raises(LeavingBeforeEntry) as refused:
        rules.leave(enrolled, stays, on=date(2027, 6, 30), now=at_local(on, 18))
    assert refused.value == LeavingBeforeEntry(day=date(2027, 6, 30), first=MONDAY)
    _, (never,) = rules.leave(enrolled, stays, on=TODAY, now=MORNING)
    assert never.period.end == MONDAY - timedelta(days=1)
    assert first_full(FULL_WEEK, [Period(MONDAY)], [never], 1, is_open=lambda _: True) is None


# Reminders


def test_reminders_come_on_the_fifth_and_eighth_day_and_the_day_before() -> None:
    assert rules.reminder_days(OFFER, POLICY) == {date(2027, 1, day) for day in (17, 20, 21)}
    assert rules.reminder_due(OFFER, at_local(date(2027, 1, 17), 8, 59), POLICY) is None
    assert rules.reminder_due(OFFER, at_local(date(2027, 1, 17), 9), POLICY) == date(2027, 1, 17)
    assert rules.reminder_due(OFFER, at_local(date(2027, 1, 22), 12), POLICY) == date(2027, 1, 21)
    assert rules.reminder_due(OFFER, at_local(date(2027, 1, 23), 12), POLICY) is None
    assert rules.reminder_due(TAKEN, at_local(date(2027, 1, 17), 9), POLICY) is None


def test_more_time_has_its_own_last_reminder() -> None:
    longer = rules.more_time(OFFER, now=at_local(date(2027, 1, 21), 10), policy=POLICY)
    assert rules.reminder_due(longer, at_local(date(2027, 1, 26), 9), POLICY) == date(2027, 1, 26)


@given(now=moments(date(2026, 1, 1), date(2029, 12, 31)), days=st.integers(1, 20), more=st.booleans())
def test_every_deadline_is_a_working_day_after_every_reminder(
    now: datetime, days: int, *, more: bool
) -> None:
    policy = replace(POLICY, offer_days=days)
    start = rules.window(LAMBERT_CONFIRMED, local_day(now)).start
    if start > date(2027, 12, 31) or not policy.is_open("marcinelle", start):
        return
    _, offer = send(place=replace(PLACE, start=start), now=now, policy=policy)
    if more:
        offer = rules.more_time(offer, now=now, policy=policy)
    day = offer.deadline
    assert policy.next_working_day(day) == day
    assert day >= now.astimezone(BRUSSELS).date() + timedelta(days=days)
    assert all(local_day(now) < reminder < day for reminder in rules.reminder_days(offer, policy))
    assert not rules.is_over(offer, end_of_day(day))
    assert rules.is_over(offer, end_of_day(day) + timedelta(seconds=1))


@given(
    st.lists(st.tuples(st.sampled_from([*ANSWERS, *CONTRACTS, "withdraw"]), st.integers(0, 15)), max_size=8)
)
def test_whatever_races_an_offer_ends_once_and_agrees_with_its_request(steps: list[tuple[str, int]]) -> None:
    """A standing offer belongs to an offered or accepted request; nothing happens to one that is over."""
    request, offer, now = OFFERED, OFFER, MORNING
    for name, days in steps:
        now += timedelta(days=days)
        before = (request, offer)
        try:
            request, offer = _step(name, request, offer, now)
        except Refusal:
            assert (request, offer) == before
        stands = {State.OFFERED: OfferState.LIVE, State.ACCEPTED: OfferState.ACCEPTED}
        assert (offer.ended_at is None) == (request.state in stands)
        assert offer.ended_at is not None or offer.state is stands[request.state]
        assert before[1].ended_at is None or offer == before[1]


def _step(name: str, request: Request, offer: Offer, now: datetime) -> tuple[Request, Offer]:
    if name == "withdraw":
        gone = withdraw(request, now=now)
        return gone, rules.withdraw(offer, now=now) if offer.ended_at is None else offer
    found = {**ANSWERS, **CONTRACTS}[name](request, offer, now)
    if isinstance(found, Offer):
        return request, found
    assert isinstance(found, tuple)
    return found[0], found[1]
