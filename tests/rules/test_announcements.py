from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.announcements import Audience, Facts, Kind, Progress, Reader, Reason, reach
from bot.rules.calendar import FULL_WEEK, Month, Slot
from bot.rules.people import Role
from bot.rules.requests import State
from tests.strategies import audiences, readers

EVERYBODY = Audience()


def _reader(person_id: str, role: Role, creche: str | None, language: str = "fr") -> Reader:
    return Reader(
        person_id=person_id,
        roles=frozenset({role}),
        creches=frozenset({creche} if creche else ()),
        language=language,
        has_chat=True,
        reachable=True,
        wants_news=True,
    )


ANA = _reader("ana", Role.GUARDIAN, "marcinelle")
BILAL = _reader("bilal", Role.GUARDIAN, "marcinelle", "nl")
DAVID = _reader("david", Role.GUARDIAN, "lodelinsart", "de")
LUC = _reader("luc", Role.HR, None)
MIREILLE = _reader("mireille", Role.DIRECTOR, "marcinelle")
NADIA = _reader("nadia", Role.COORDINATOR, None)
ALL = (NADIA, MIREILLE, LUC, DAVID, BILAL, ANA)


@pytest.mark.parametrize(
    ("audience", "receivers"),
    [
        (EVERYBODY, ("ana", "bilal", "david", "luc", "mireille", "nadia")),
        (Audience(creches=frozenset({"marcinelle"})), ("ana", "bilal", "mireille")),
        (Audience(creches=frozenset({"marcinelle", "lodelinsart"})), ("ana", "bilal", "david", "mireille")),
        (Audience(roles=frozenset({Role.GUARDIAN})), ("ana", "bilal", "david")),
        (Audience(roles=frozenset({Role.HR, Role.COORDINATOR})), ("luc", "nadia")),
        (Audience(languages=frozenset({"nl", "de"})), ("bilal", "david")),
        (
            Audience(creches=frozenset({"marcinelle"}), roles=frozenset({Role.GUARDIAN})),
            ("ana", "bilal"),
        ),
        (
            Audience(
                creches=frozenset({"marcinelle"}),
                roles=frozenset({Role.GUARDIAN}),
                languages=frozenset({"fr"}),
            ),
            ("ana",),
        ),
        (Audience(creches=frozenset({"andrimont"})), ()),
    ],
)
def test_audience_reaches(audience: Audience, receivers: tuple[str, ...]) -> None:
    assert reach(ALL, audience, Kind.NEWS).receivers == receivers


@pytest.mark.parametrize(
    ("has_chat", "reachable", "wants_news", "reason"),
    [
        (False, False, False, Reason.NO_TELEGRAM),
        (False, True, True, Reason.NO_TELEGRAM),
        (True, False, False, Reason.BLOCKED),
        (True, False, True, Reason.BLOCKED),
        (True, True, False, Reason.NO_NEWS),
    ],
)
def test_left_out_for_the_first_reason(
    *, has_chat: bool, reachable: bool, wants_news: bool, reason: Reason
) -> None:
    ana = replace(ANA, has_chat=has_chat, reachable=reachable, wants_news=wants_news)
    reached = reach([ana, BILAL], EVERYBODY, Kind.NEWS)
    assert (reached.receivers, reached.left_out) == (("bilal",), (("ana", reason),))


def test_left_out_only_if_meant() -> None:
    ana = replace(ANA, has_chat=False)
    reached = reach([ana], Audience(languages=frozenset({"nl"})), Kind.NEWS)
    assert (reached.receivers, reached.left_out) == ((), ())


def test_person_with_two_roles_is_told_once() -> None:
    both = replace(MIREILLE, roles=frozenset({Role.DIRECTOR, Role.GUARDIAN}))
    assert reach([both, both], EVERYBODY, Kind.NEWS).receivers == ("mireille",)


def test_person_is_never_both_told_and_left_out() -> None:
    reached = reach([ANA, replace(ANA, wants_news=False)], EVERYBODY, Kind.NEWS)
    assert (reached.receivers, reached.left_out) == (("ana",), ())


def _meant(reader: Reader, audience: Audience) -> bool:
    """Every kind of wish that was made holds; an empty one was not made."""
    wishes = [
        (audience.creches, reader.creches),
        (audience.roles, reader.roles),
        (audience.languages, {reader.language}),
    ]
    return all(wished & has for wished, has in wishes if wished)


@given(readers(), audiences)
def test_everybody_meant_is_told_or_left_out(some: tuple[Reader, ...], audience: Audience) -> None:
    reached = reach(some, audience, Kind.NEWS)
    left_out = [person for person, _ in reached.left_out]
    meant = [reader.person_id for reader in some if _meant(reader, audience)]
    assert sorted([*reached.receivers, *left_out]) == sorted(meant)


@given(readers(), audiences)
def test_only_those_who_can_and_want_are_told(some: tuple[Reader, ...], audience: Audience) -> None:
    known = {reader.person_id: reader for reader in some}
    told = [known[person] for person in reach(some, audience, Kind.NEWS).receivers]
    assert [one for one in told if not (one.has_chat and one.reachable and one.wants_news)] == []


@given(readers(), audiences, st.data())
def test_reach_does_not_depend_on_the_order_of_the_input(
    some: tuple[Reader, ...], audience: Audience, data: st.DataObject
) -> None:
    assert reach(data.draw(st.permutations(some)), audience, Kind.NEWS) == reach(some, audience, Kind.NEWS)


@given(readers(), audiences, audiences)
def test_narrower_audience_reaches_nobody_new(
    some: tuple[Reader, ...], audience: Audience, other: Audience
) -> None:
    narrower = replace(audience, roles=audience.roles or other.roles)
    assert set(reach(some, narrower, Kind.NEWS).receivers) <= set(reach(some, audience, Kind.NEWS).receivers)


def test_progress_counts_who_still_waits() -> None:
    assert Progress(total=10, delivered=4, failed=2, unknown=1, left_out=3).waiting == 3


@pytest.mark.parametrize(
    ("kind", "reason"), [(Kind.URGENT, None), (Kind.PRACTICAL, None), (Kind.NEWS, Reason.NO_NEWS)]
)
def test_stop_refuses_news_only(kind: Kind, reason: Reason | None) -> None:
    reached = reach([replace(ANA, wants_news=False)], EVERYBODY, kind)
    assert dict(reached.left_out).get("ana") == reason


@pytest.mark.parametrize(
    ("kind", "about", "muted", "told"),
    [
        (Kind.PRACTICAL, {"marcinelle"}, {"marcinelle"}, False),
        (Kind.PRACTICAL, {"marcinelle", "andrimont"}, {"marcinelle"}, False),
        (Kind.PRACTICAL, {"lodelinsart", "marcinelle"}, {"marcinelle"}, True),
        (Kind.PRACTICAL, set(), {"marcinelle"}, True),
        (Kind.PRACTICAL, set(), {"marcinelle", "lodelinsart"}, False),
        (Kind.URGENT, {"marcinelle"}, {"marcinelle"}, True),
        (Kind.NEWS, {"marcinelle"}, {"marcinelle"}, True),
    ],
)
def test_muting_a_creche_refuses_its_practical_messages_only(
    *, kind: Kind, about: set[str], muted: set[str], told: bool
) -> None:
    ana = replace(ANA, creches=frozenset({"marcinelle", "lodelinsart"}), muted=frozenset(muted))
    reached = reach([ana], Audience(creches=frozenset(about)), kind)
    assert reached.receivers == (("ana",) if told else ())
    assert reached.left_out == (() if told else (("ana", Reason.MUTED),))


def test_who_has_no_creche_cannot_have_muted_one() -> None:
    assert reach([LUC], EVERYBODY, Kind.PRACTICAL).receivers == ("luc",)


@given(readers(), audiences)
def test_urgent_reaches_whoever_can_be_reached(some: tuple[Reader, ...], audience: Audience) -> None:
    left_out = reach(some, audience, Kind.URGENT).left_out
    assert {reason for _, reason in left_out} <= {Reason.NO_TELEGRAM, Reason.BLOCKED}


@given(readers(), audiences, st.sampled_from(Kind))
def test_readers_are_counted_by_language(some: tuple[Reader, ...], audience: Audience, kind: Kind) -> None:
    reached = reach(some, audience, kind)
    assert sum(n for _, n in reached.languages) == len(reached.receivers)


PAUSED = Facts(
    creches=frozenset({"marcinelle"}),
    state=State.PAUSED,
    entry=Month(2027, 3),
    week=frozenset({Slot.MON_AM}),
    reference="K7M4PX29QW",
    sponsors=frozenset({"technord"}),
)
CONFIRMED = replace(
    PAUSED,
    creches=frozenset({"andrimont"}),
    state=State.CONFIRMED,
    entry=Month(2027, 9),
    week=FULL_WEEK,
    reference="9DDWCTVQC4",
    sponsors=frozenset(),
)


@pytest.mark.parametrize(
    ("audience", "told"),
    [
        (Audience(states=frozenset({State.PAUSED})), True),
        (Audience(states=frozenset({State.ENROLLED})), False),
        (Audience(states=frozenset({State.PAUSED}), creches=frozenset({"marcinelle"})), True),
        (Audience(states=frozenset({State.PAUSED}), creches=frozenset({"andrimont"})), False),
        (Audience(entries=frozenset({Month(2027, 3), Month(2028, 1)})), True),
        (Audience(entries=frozenset({Month(2027, 3)}), states=frozenset({State.CONFIRMED})), False),
        (Audience(week=frozenset({Slot.FRI_PM})), True),
        (Audience(week=frozenset({Slot.FRI_PM}), states=frozenset({State.PAUSED})), False),
        (Audience(sponsors=frozenset({"technord"})), True),
        (Audience(sponsors=frozenset({"technord"}), entries=frozenset({Month(2027, 9)})), False),
        (Audience(references=frozenset({"9DDWCTVQC4", "AAAAAAAAAA"})), True),
        (Audience(references=frozenset({"AAAAAAAAAA"})), False),
    ],
)
def test_one_request_answers_all_that_is_asked_of_requests(audience: Audience, *, told: bool) -> None:
    ana = replace(ANA, creches=frozenset({"marcinelle", "andrimont"}), requests=(PAUSED, CONFIRMED))
    assert reach([ana, LUC], audience, Kind.URGENT).receivers == (("ana",) if told else ())


def test_those_of_another_announcement_are_neither_told_nor_left_out() -> None:
    reached = reach([ANA, replace(BILAL, has_chat=False)], EVERYBODY, Kind.URGENT, without={"ana", "bilal"})
    assert (reached.receivers, reached.left_out) == ((), ())
