from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.announcements import Audience, Progress, Reached, Reader, Reason, reach
from bot.rules.people import Role
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
    assert reach(ALL, audience) == Reached(receivers=receivers, left_out=())


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
    assert reach([ana, BILAL], EVERYBODY) == Reached(receivers=("bilal",), left_out=(("ana", reason),))


def test_left_out_only_if_meant() -> None:
    ana = replace(ANA, has_chat=False)
    assert reach([ana], Audience(languages=frozenset({"nl"}))) == Reached(receivers=(), left_out=())


def test_person_with_two_roles_is_told_once() -> None:
    both = replace(MIREILLE, roles=frozenset({Role.DIRECTOR, Role.GUARDIAN}))
    assert reach([both, both], EVERYBODY).receivers == ("mireille",)


def test_person_is_never_both_told_and_left_out() -> None:
    assert reach([ANA, replace(ANA, wants_news=False)], EVERYBODY) == Reached(receivers=("ana",), left_out=())


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
    reached = reach(some, audience)
    left_out = [person for person, _ in reached.left_out]
    meant = [reader.person_id for reader in some if _meant(reader, audience)]
    assert sorted([*reached.receivers, *left_out]) == sorted(meant)


@given(readers(), audiences)
def test_only_those_who_can_and_want_are_told(some: tuple[Reader, ...], audience: Audience) -> None:
    known = {reader.person_id: reader for reader in some}
    told = [known[person] for person in reach(some, audience).receivers]
    assert [one for one in told if not (one.has_chat and one.reachable and one.wants_news)] == []


@given(readers(), audiences, st.data())
def test_reach_does_not_depend_on_the_order_of_the_input(
    some: tuple[Reader, ...], audience: Audience, data: st.DataObject
) -> None:
    assert reach(data.draw(st.permutations(some)), audience) == reach(some, audience)


@given(readers(), audiences, audiences)
def test_narrower_audience_reaches_nobody_new(
    some: tuple[Reader, ...], audience: Audience, other: Audience
) -> None:
    narrower = replace(audience, roles=audience.roles or other.roles)
    assert set(reach(some, narrower).receivers) <= set(reach(some, audience).receivers)


def test_progress_counts_who_still_waits() -> None:
    assert Progress(total=10, delivered=4, failed=2, unknown=1, left_out=3).waiting == 3
