"""What a family is told about its rank, and what it can never learn from it about another family."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions import requests as actions
from bot.ports import Records
from bot.rules.calendar import FULL_WEEK, Month, Period, Slot
from bot.rules.movements import Movement, News, Why
from bot.rules.people import Child
from bot.rules.places import Stay
from bot.rules.requests import Claim, ClaimCode, Request, State
from bot.texts import Texts
from handlers.requests import card_screen
from storage import Storage
from tests.cast import (
    ANA,
    BILAL,
    BORN_IN_OCTOBER,
    HADDAD_CONFIRMED,
    LAMBERT_CONFIRMED,
    MORNING,
    POLICY,
    PROVEN_SIBLING,
)

TEXTS = Texts.load()
SPEAKERS = [TEXTS.speaker(language) for language in ("fr", "nl", "de", "en")]
DAY = timedelta(days=1)
HERE = "marcinelle"


def move_in(records: Records) -> None:
    """Ana, and Bilal as the neighbour who confirmed a minute before her."""
    for person in (ANA, BILAL):
        records.people.add_family(person.family_id or "")
        records.people.add(person)


def neighbours(some: int, first: int = 0) -> tuple[Request, ...]:
    """Families who confirmed in the hours before Ana, at the same crèche for the same month."""
    return tuple(
        replace(
            LAMBERT_CONFIRMED,
            id=f"n{number}",
            reference=f"N{number:09}",
            family_id="haddad",
            confirmed_at=MORNING - timedelta(minutes=10 + number),
        )
        for number in range(first, first + some)
    )


def look(records: Records, at: datetime) -> actions.Overview:
    return actions.look(records, ANA.id, LAMBERT_CONFIRMED.id, now=at, policy=POLICY)


def told(records: Records, at: datetime) -> list[str]:
    """What Ana reads, in each language."""
    view = look(records, at)
    return [card_screen(t, view, POLICY, whole=True).text for t in SPEAKERS]


def test_look_tells_what_moved_since_the_one_before(storage: Storage) -> None:
    many = neighbours(7)
    with storage.transaction() as records:
        move_in(records)
        for request in (*many, LAMBERT_CONFIRMED):
            records.requests.add(request)

        assert look(records, MORNING).standings.news is None
        records.requests.save(replace(many[0], state=State.WITHDRAWN))
        records.requests.save(replace(many[1], state=State.OFFERED))
        newcomer = replace(HADDAD_CONFIRMED, claims=(PROVEN_SIBLING,))
        records.requests.add(newcomer)
        found = look(records, MORNING + DAY).standings

        reasons = ((Why.OFFER, 1), (Why.WITHDRAWAL, 1), (Why.PRIORITY, 1))
        assert found.all[0].rank == 7
        assert found.news == News(
            since=MORNING,
            at=MORNING + DAY,
            movements=(
                Movement(creche=HERE, places=1, reasons=reasons),
                Movement(creche="lodelinsart", places=2, reasons=((Why.OFFER, 1), (Why.WITHDRAWAL, 1))),
            ),
        )


def test_each_guardian_has_looks_of_their_own(storage: Storage) -> None:
    gone = neighbours(1)[0]
    partner = replace(ANA, id="noah", chat_id=1099)
    with storage.transaction() as records:
        move_in(records)
        records.people.add(partner)
        for request in (gone, LAMBERT_CONFIRMED):
            records.requests.add(request)
        look(records, MORNING)
        records.requests.save(replace(gone, state=State.PAUSED))

        view = actions.look(records, "noah", LAMBERT_CONFIRMED.id, now=MORNING, policy=POLICY)
        assert view.standings.news is None
        found = look(records, MORNING).standings.news
        assert found
        assert [one.places for one in found.movements] == [1, 1]


def test_registered_request_has_no_standing_and_nothing_is_remembered(storage: Storage) -> None:
    with storage.transaction() as records:
        move_in(records)
        records.requests.add(replace(LAMBERT_CONFIRMED, state=State.REGISTERED, confirmed_at=None))

        assert look(records, MORNING).standings.all == ()
        assert records.standings.last_looks(ANA.id, LAMBERT_CONFIRMED.id) is None


# When a place may come

PROMISES = (
    "Une place\u00a0: entre avril 2028 et septembre 2028, à notre estimation.",
    "Een plaats: tussen april 2028 en september 2028, naar onze schatting.",
    "Ein Platz: zwischen April 2028 und September 2028, nach unserer Schätzung.",
    "A place: between April 2028 and September 2028, by our estimate.",
)


def test_estimate_is_told_as_a_range_with_its_basis(storage: Storage) -> None:
    """Two families ahead, of whom one gives up if half do, as before; places end one by one."""
    ends = [None] * 53 + [date(2027, 12, 31), date(2028, 3, 31), date(2028, 8, 27)]
    ended = [State.WITHDRAWN] * 15 + [State.ENROLLED] * 15
    with storage.transaction() as records:
        move_in(records)
        for number, end in enumerate(ends):
            period = Period(date(2026, 9, 1), end)
            records.places.add_stay(Stay(id=f"s{number}", creche=HERE, week=FULL_WEEK, period=period))
        for request in (*neighbours(2), LAMBERT_CONFIRMED):
            records.requests.add(replace(request, wishes=replace(request.wishes, creches=(HERE,))))
        young = told(records, MORNING)
        for request, state in zip(neighbours(30, first=10), ended, strict=True):
            records.requests.add(replace(request, state=state))

        found = look(records, MORNING).standings.estimates
        assert [(one.ahead, one.share, one.if_share, one.if_nobody) for one in found] == [
            (2, Fraction(1, 2), Month(2028, 4), Month(2028, 9))
        ]
        texts = told(records, MORNING)
    for text, promise in zip(texts, PROMISES, strict=True):
        assert promise in text
        assert "50" in text
    assert "Not enough history yet" in young[3]
    assert "Pas encore assez de recul" in young[0]


# What nobody can learn

Life = Callable[[Request], Request]


def _claim(code: ClaimCode) -> Claim:
    return Claim(code=code, seen_on=date(2027, 1, 11), seen_by="coordinator")


proofs = st.sampled_from(ClaimCode).map(_claim)
unproven = st.sampled_from(ClaimCode).map(lambda code: Claim(code=code))
#: What is nobody's business, and may differ between two worlds: each as something done to a request.
secrets: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "children": st.lists(
            st.builds(Child, born=st.booleans(), day=st.dates(date(2026, 6, 1), date(2027, 8, 1))),
            min_size=1,
            max_size=3,
        ).map(tuple),
        "predemand": st.sampled_from(["", "ONE-1", "ONE-777"]),
        "met_on": st.dates(date(2026, 12, 1), date(2027, 1, 11)),
        "registered_at": st.datetimes(datetime(2026, 9, 1), datetime(2026, 12, 1)).map(
            lambda naive: naive.replace(tzinfo=MORNING.tzinfo)
        ),
        "week": st.sampled_from([FULL_WEEK, frozenset({Slot.MON_AM})]),
        "wanted": st.sampled_from([(0, 0), (3, 6)]),
        "elsewhere": st.sampled_from([(), ("liege-1",), ("andrimont", "liege-2")]),
        "language": st.sampled_from(["fr", "nl", "de"]),
        "name": st.sampled_from(["Bilal Haddad", "Zoé", ""]),
    }
)
_TO = {
    "offer": State.OFFERED,
    "decline": State.CONFIRMED,
    "accept": State.ACCEPTED,
    "fail": State.REFUSED,
    "pause": State.PAUSED,
    "resume": State.CONFIRMED,
    "withdraw": State.WITHDRAWN,
    "undo": State.CONFIRMED,
}
#: What a neighbour does, day after day; a kind of step is public as far as it moves a rank.
STEPS = (
    "prove",
    "claim",
    "offer",
    "decline",
    "accept",
    "fail",
    "pause",
    "resume",
    "withdraw",
    "undo",
    "rest",
)
stories = st.lists(st.sampled_from(STEPS), min_size=1, max_size=7)


def _neighbour(secret: dict[str, Any]) -> Request:
    earlier, later = secret["wanted"]
    wishes = replace(
        LAMBERT_CONFIRMED.wishes,
        earlier=earlier,
        later=later,
        week=secret["week"],
        creches=(HERE, *secret["elsewhere"]),
    )
    private = {key: secret[key] for key in ("children", "predemand", "met_on", "registered_at")}
    return replace(
        LAMBERT_CONFIRMED,
        id="secret",
        reference="N999999999",
        family_id="haddad",
        wishes=wishes,
        confirmed_at=MORNING - timedelta(minutes=5),
        **private,
    )


def _step(request: Request, step: str, proof: Claim, doubt: Claim) -> Request:
    if step == "prove":
        return replace(request, claims=(proof,))
    if step == "claim":
        return request if request.has_priority else replace(request, claims=(doubt,))
    return replace(request, state=_TO.get(step, request.state))


def _world(
    storage: Storage, ahead: int, secret: dict[str, Any], story: Iterable[tuple[str, Claim, Claim]]
) -> list[list[str]]:
    """What Ana reads, asking every day of a neighbour's life."""
    with storage.transaction() as records:
        for table in ("look", "request_creche", "child", "claim", "request", "list_count", "list_move"):
            records.wire.command(f"DELETE FROM {table}")
        records.people.save(replace(BILAL, name=str(secret["name"]), language=str(secret["language"])))
        request = _neighbour(secret)
        for one in (*neighbours(ahead), request, LAMBERT_CONFIRMED):
            records.requests.add(one)
        read = [told(records, MORNING)]
        for day, (step, proof, doubt) in enumerate(story, start=1):
            request = _step(request, step, proof, doubt)
            records.requests.save(request)
            read.append(told(records, MORNING + day * DAY))
        return read


@given(st.integers(0, 6), secrets, secrets, stories, st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_asking_every_day_tells_nothing_private_about_a_neighbour(
    storage: Storage,
    ahead: int,
    one: dict[str, Any],
    other: dict[str, Any],
    story: list[str],
    data: st.DataObject,
) -> None:
    """Two worlds in which a neighbour lives through the same steps, whatever their facts and reasons are."""
    if not known(storage):
        with storage.transaction() as records:
            move_in(records)
    claims = st.lists(st.tuples(proofs, unproven), min_size=len(story), max_size=len(story))
    lives = [
        [(step, proof, doubt) for step, (proof, doubt) in zip(story, data.draw(claims), strict=True)]
        for _ in range(2)
    ]

    first, second = (
        _world(storage, ahead, secret, life) for secret, life in zip((one, other), lives, strict=True)
    )
    assert first == second


def known(storage: Storage) -> bool:
    with storage.transaction() as records:
        return records.people.by_chat(ANA.chat_id or 0) is not None


LEAVING = ("offer", "withdraw", "pause")


@pytest.mark.parametrize("ahead", [0, 3])
def test_how_one_of_few_left_is_not_told_either(storage: Storage, ahead: int) -> None:
    """With fewer than five ahead, an offer, a withdrawal and a pause read alike."""
    secret = {
        "children": (BORN_IN_OCTOBER,),
        "predemand": "",
        "met_on": date(2027, 1, 11),
        "registered_at": MORNING,
        "week": FULL_WEEK,
        "wanted": (0, 0),
        "elsewhere": (),
        "language": "fr",
        "name": "Bilal",
    }
    with storage.transaction() as records:
        move_in(records)

    worlds = [_world(storage, ahead, secret, [(step, PROVEN_SIBLING, PROVEN_SIBLING)]) for step in LEAVING]

    assert worlds[0] == worlds[1] == worlds[2]
    assert "↑" in worlds[0][1][0]


def test_words_name_no_neighbour(storage: Storage) -> None:
    with storage.transaction() as records:
        move_in(records)
        records.requests.add(replace(HADDAD_CONFIRMED, claims=(_claim(ClaimCode.DISABILITY),)))
        records.requests.add(LAMBERT_CONFIRMED)
        texts = told(records, MORNING)

    for text in texts:
        for word in ("Bilal", "Haddad", HADDAD_CONFIRMED.reference, "52-1", "handicap", "Behinderung"):
            assert word not in text


def test_wish_for_another_month_starts_afresh(storage: Storage) -> None:
    with storage.transaction() as records:
        move_in(records)
        for request in (*neighbours(2), LAMBERT_CONFIRMED):
            records.requests.add(request)
        look(records, MORNING)
        wishes = replace(LAMBERT_CONFIRMED.wishes, entry=Month(2027, 11))
        records.requests.save(replace(LAMBERT_CONFIRMED, wishes=wishes))

        found = look(records, MORNING + DAY).standings
        assert (found.all[0].rank, found.news) == (1, News(since=MORNING, at=MORNING + DAY, movements=()))
