"""Pause, resume, "still looking?" and closing in the storage, by a clock that the test moves."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.actions import looking, requests
from bot.actions.looking import ask_still_looking
from bot.rules.calendar import at_local
from bot.rules.looking import Closing
from bot.rules.people import Person
from bot.rules.refusals import NotAllowed, NotFound, WrongState
from bot.rules.requests import Request, State
from storage import Storage
from tests.cast import ANA, BILAL, LAMBERT_CONFIRMED, MIREILLE, MORNING, NADIA, POLICY, SCHMITZ_CONFIRMED
from tests.crowds import crowd_of
from tests.storage import seeds

SECOND = replace(ANA, id="alix", chat_id=1011, name="Alix Lambert")
#: Ana's question, her reminders and her pause.
DAYS = (date(2027, 4, 12), date(2027, 4, 19), date(2027, 4, 26), date(2027, 5, 3))


@pytest.fixture
def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, LAMBERT_CONFIRMED)
    return storage


async def day(storage: Storage, on: date, hour: int = 10) -> int:
    return await storage.do(ask_still_looking, now=at_local(on, hour), policy=POLICY)


async def yes(storage: Storage, at: datetime, person: Person = ANA) -> Request:
    view = await storage.do(looking.still_looking, person.id, LAMBERT_CONFIRMED.id, now=at, policy=POLICY)
    return view.request


async def request(storage: Storage) -> Request:
    return await storage.look(lambda records: records.requests.get(LAMBERT_CONFIRMED.id))


async def steps(storage: Storage) -> list[tuple[str, str, str]]:
    lines = await storage.look(lambda records: records.trace.of(LAMBERT_CONFIRMED.id))
    return [(line["who"], line["what"], line["why"]) for line in lines]


def queue(storage: Storage) -> list[tuple[str, str, str]]:
    with storage.transaction() as records:
        records.wire._cursor.execute("SELECT kind, person_id, state FROM notice ORDER BY id")
        return [tuple(line) for line in records.wire._cursor.fetchall()]


async def test_silence_is_asked_about_reminded_twice_and_paused(kept: Storage) -> None:
    assert await day(kept, date(2027, 4, 11)) == 0
    for on in DAYS[:3]:
        assert [await day(kept, on) for _ in range(3)] == [1, 0, 0]
        assert (await request(kept)).state is State.CONFIRMED
    assert [await day(kept, DAYS[3]) for _ in range(3)] == [1, 0, 0]

    paused = await request(kept)
    assert (paused.state, paused.state_before) == (State.PAUSED, State.CONFIRMED)
    assert paused.confirmed_at == LAMBERT_CONFIRMED.confirmed_at
    assert queue(kept) == [("StillLooking", "ana", "never")] * 3 + [("Paused", "ana", "pending")]
    assert await steps(kept) == [("", "paused", "")]


async def test_after_a_long_silence_of_the_bot_no_question_is_skipped(kept: Storage) -> None:
    assert await day(kept, date(2027, 9, 1)) == 1
    assert await day(kept, date(2027, 9, 2)) == 0
    assert (await request(kept)).state is State.CONFIRMED


async def test_yes_ends_the_reminders_of_both_and_starts_the_months_anew(kept: Storage) -> None:
    with kept.transaction() as records:
        records.people.add(SECOND)
    await day(kept, DAYS[0], hour=6)

    await kept.do(
        looking.still_looking, SECOND.id, LAMBERT_CONFIRMED.id, now=at_local(DAYS[0], 11), policy=POLICY
    )

    assert queue(kept) == [("StillLooking", "alix", "never"), ("StillLooking", "ana", "never")]
    assert [await day(kept, on) for on in (*DAYS[1:], date(2027, 7, 11))] == [0, 0, 0, 0]
    assert await day(kept, date(2027, 7, 12)) == 1


async def test_nothing_leaves_at_night(kept: Storage) -> None:
    await day(kept, DAYS[0], hour=3)
    with kept.transaction() as records:
        records.wire._cursor.execute("SELECT due_at FROM notice")
        assert [datetime.fromisoformat(due) for (due,) in records.wire._cursor.fetchall()] == [
            at_local(DAYS[0], 9)
        ]


async def test_pause_and_resume_keep_the_place_on_the_list(kept: Storage) -> None:
    paused = (await kept.do(looking.pause, ANA.id, LAMBERT_CONFIRMED.id, now=MORNING, policy=POLICY)).request
    assert paused.state is State.PAUSED
    assert await kept.look(lambda records: crowd_of(records, paused.id, "marcinelle")) is None
    assert await day(kept, date(2027, 12, 1)) == 0

    back = (
        await kept.do(
            looking.still_looking, ANA.id, paused.id, now=at_local(date(2027, 12, 2), 9), policy=POLICY
        )
    ).request
    assert (back.state, back.confirmed_at) == (State.CONFIRMED, LAMBERT_CONFIRMED.confirmed_at)
    crowd = await kept.look(lambda records: crowd_of(records, paused.id, "marcinelle"))
    assert crowd is not None
    assert await steps(kept) == [("ana", "paused", ""), ("ana", "confirmed", "still looking")]


async def test_paused_request_can_be_withdrawn_and_comes_back_paused(kept: Storage) -> None:
    await kept.do(looking.pause, ANA.id, LAMBERT_CONFIRMED.id, now=MORNING, policy=POLICY)
    await kept.do(requests.withdraw, ANA.id, LAMBERT_CONFIRMED.id, now=MORNING, policy=POLICY)
    await kept.do(requests.undo_withdrawal, ANA.id, LAMBERT_CONFIRMED.id, now=MORNING, policy=POLICY)
    assert (await request(kept)).state is State.PAUSED

    back = (
        await kept.do(looking.still_looking, ANA.id, LAMBERT_CONFIRMED.id, now=MORNING, policy=POLICY)
    ).request
    assert (back.state, back.confirmed_at) == (State.CONFIRMED, LAMBERT_CONFIRMED.confirmed_at)


async def test_withdrawing_silences_what_waited_to_be_told(kept: Storage) -> None:
    await day(kept, DAYS[0], hour=6)
    await kept.do(requests.withdraw, ANA.id, LAMBERT_CONFIRMED.id, now=at_local(DAYS[0], 7), policy=POLICY)
    assert queue(kept) == [("StillLooking", "ana", "never")]


async def test_closing_is_a_persons_decision_with_a_reason(kept: Storage) -> None:
    with pytest.raises(WrongState):
        await kept.do(looking.close, NADIA.id, LAMBERT_CONFIRMED.id, why=Closing.NO_ANSWER, now=MORNING)
    await kept.do(looking.pause, ANA.id, LAMBERT_CONFIRMED.id, now=MORNING, policy=POLICY)

    found = await kept.do(
        looking.close, MIREILLE.id, LAMBERT_CONFIRMED.id, why=Closing.NO_ANSWER, now=MORNING
    )

    assert found.request.state is State.CLOSED
    assert (await steps(kept))[-1] == ("mireille", "closed", "no answer")
    assert queue(kept) == [("RequestClosed", "ana", "pending")]


async def test_staff_resume_for_a_family_on_the_phone(kept: Storage) -> None:
    await kept.do(looking.pause, ANA.id, LAMBERT_CONFIRMED.id, now=MORNING, policy=POLICY)
    found = await kept.do(looking.resume_for, NADIA.id, LAMBERT_CONFIRMED.id, now=MORNING)
    assert found.request.state is State.CONFIRMED
    assert (await steps(kept))[-1] == ("nadia", "confirmed", "still looking")


async def test_closing_takes_back_a_question_that_waits_for_the_morning(kept: Storage) -> None:
    assert await day(kept, DAYS[0], hour=23) == 1
    with kept.transaction() as records:
        asked = records.requests.get(LAMBERT_CONFIRMED.id)
        lapsed = replace(asked, state=State.PAUSED, state_before=State.CONFIRMED, changed_at=MORNING)
        records.requests.save(lapsed)  # as an offer does that nobody answered

    await kept.do(looking.close, NADIA.id, lapsed.id, why=Closing.NO_ANSWER, now=at_local(DAYS[0], 23))

    told = [(kind, state) for kind, _, state in queue(kept)]
    assert ("StillLooking", "pending") not in told
    assert ("RequestClosed", "pending") in told


async def test_nobody_else_pauses_resumes_or_closes(kept: Storage) -> None:
    with kept.transaction() as records:
        seeds.requests(records, SCHMITZ_CONFIRMED)  # Lodelinsart
    for act in (looking.pause, looking.still_looking):
        with pytest.raises(NotFound):
            await kept.do(act, BILAL.id, LAMBERT_CONFIRMED.id, now=MORNING, policy=POLICY)
    for person, refusal in ((MIREILLE, NotFound), (BILAL, NotAllowed)):
        with pytest.raises(refusal):
            await kept.do(looking.resume_for, person.id, SCHMITZ_CONFIRMED.id, now=MORNING)
        with pytest.raises(refusal):
            await kept.do(looking.close, person.id, SCHMITZ_CONFIRMED.id, why=Closing.ELSEWHERE, now=MORNING)
