"""Births in the storage: asked once, reminded once; a pregnancy that ends is asked about no more."""

from dataclasses import replace
from datetime import date

import pytest

from bot.actions import births, looking, requests
from bot.actions.births import ask_births
from bot.rules.calendar import Period, Slot, at_local
from bot.rules.notices import CrecheOverfull
from bot.rules.people import Child
from bot.rules.places import presumed_end
from bot.rules.references import grouped
from bot.rules.refusals import NotFound, NotWaiting
from bot.rules.requests import Request, State
from bot.texts import Texts
from bot.texts.notices import sentence
from storage import Storage
from storage.notices import notice_of
from tests.cast import ANA, BILAL, BORN_IN_OCTOBER, EXPECTED_IN_JUNE, FULL_STAY, LAMBERT_CONFIRMED, POLICY
from tests.storage import seeds

SECOND = replace(ANA, id="alix", chat_id=1011, name="Alix Lambert")
DUE = date(2027, 6, 20)
NOW = at_local(date(2027, 6, 21), 9)
ID = LAMBERT_CONFIRMED.id


@pytest.fixture
def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        records.people.add(SECOND)
        seeds.requests(records, LAMBERT_CONFIRMED)
    return storage


async def day(storage: Storage, on: date) -> int:
    return await storage.do(ask_births, now=at_local(on, 10), policy=POLICY)


async def request(storage: Storage) -> Request:
    return await storage.look(lambda records: records.requests.get(ID))


def become(storage: Storage, changed: Request) -> None:
    with storage.transaction() as records:
        records.requests.save(changed)


def queue(storage: Storage) -> list[tuple[str, str, str]]:
    with storage.transaction() as records:
        records.wire._cursor.execute("SELECT kind, person_id, state FROM notice ORDER BY id")
        return [tuple(line) for line in records.wire._cursor.fetchall()]


async def test_birth_is_asked_about_on_the_due_date_and_reminded_of_once(kept: Storage) -> None:
    days = (date(2027, 6, 19), DUE, date(2027, 6, 21), date(2027, 7, 3), date(2027, 7, 4), date(2027, 9, 1))
    assert [await day(kept, on) for on in days] == [0, 2, 0, 0, 2, 0]


async def test_no_date_of_a_pregnancy_stands_unsealed(kept: Storage) -> None:
    await day(kept, DUE)
    await kept.do(births.confirm, ANA.id, ID, on=date(2027, 6, 17), now=NOW, policy=POLICY)
    with kept.transaction() as records:
        for table in ("notice", "ledger", "person", "child", "trace", "request"):
            records.wire._cursor.execute(f"SELECT * FROM {table}")
            cells = [str(cell) for line in records.wire._cursor.fetchall() for cell in line]
            assert not [cell for cell in cells if "2027-06-17" in cell], table


@pytest.mark.parametrize("state", [State.PAUSED, State.WITHDRAWN, State.CLOSED])
async def test_resting_and_ended_requests_are_not_asked_about(kept: Storage, state: State) -> None:
    become(kept, replace(LAMBERT_CONFIRMED, state=state))
    assert await day(kept, DUE) == 0


async def test_confirmed_birth_ends_the_question_for_both(kept: Storage) -> None:
    await day(kept, DUE)
    noted = await kept.do(births.confirm, ANA.id, ID, on=DUE, now=NOW, policy=POLICY)

    assert (noted.born, noted.on, noted.end) == (1, DUE, date(2030, 8, 25))
    assert (await request(kept)).children == (Child(born=True, day=DUE),)
    assert queue(kept) == [("BirthAwaited", "alix", "never"), ("BirthAwaited", "ana", "never")]
    assert await day(kept, date(2027, 7, 10)) == 0
    lines = await kept.look(lambda records: records.trace.of(ID))
    assert [(line["who"], line["what"], line["why"]) for line in lines] == [
        ("ana", "birth noted", "2027-06-20")
    ]


LATE = at_local(date(2027, 9, 1), 9)
LONGER = replace(
    FULL_STAY, id="ana-stay", agreement_id=None, request_id=ID, child=0,
    period=Period(date(2028, 1, 3), date(2030, 8, 25)),
)  # fmt: skip
MONDAYS = replace(
    FULL_STAY, id="other", agreement_id=None, week=frozenset({Slot.MON_AM}),
    period=Period(date(2030, 9, 2), date(2031, 3, 31)),
)  # fmt: skip


def crowded(storage: Storage) -> list[CrecheOverfull]:
    found = []
    with storage.transaction() as records:
        cursor = records.wire._cursor
        cursor.execute("SELECT person_id, body FROM notice WHERE kind = 'CrecheOverfull' ORDER BY person_id")
        for person, body in cursor.fetchall():
            notice = notice_of("CrecheOverfull", person, None, body, records.safe)
            assert isinstance(notice, CrecheOverfull)
            found.append(notice)
    return found


@pytest.mark.parametrize(("places", "told"), [(1, ["mireille", "nadia"]), (2, [])])
async def test_later_birth_that_overfills_a_creche_is_told_to_its_staff(
    kept: Storage, places: int, told: list[str]
) -> None:
    policy = replace(POLICY, creches=tuple(replace(one, places=places) for one in POLICY.creches))
    become(kept, replace(LAMBERT_CONFIRMED, state=State.ENROLLED))
    with kept.transaction() as records:
        records.places.add_stay(LONGER)
        records.places.add_stay(MONDAYS)
    await kept.do(births.confirm, ANA.id, ID, on=date(2027, 8, 30), now=LATE, policy=policy)

    found = crowded(kept)
    assert [one.to for one in found] == told
    assert {(one.reference, one.creche, one.first, one.last, one.week) for one in found} <= {(
        LAMBERT_CONFIRMED.reference, "marcinelle", date(2030, 9, 2), date(2031, 3, 31), MONDAYS.week
    )}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_an_overfull_creche_is_told_with_its_days_and_half_days(language: str) -> None:
    t = Texts.load().speaker(language)
    first, last = date(2030, 9, 2), date(2031, 3, 31)
    notice = CrecheOverfull(
        to="nadia", creche="marcinelle", creche_name="Marcinelle", reference=LAMBERT_CONFIRMED.reference,
        first=first, last=last, week=MONDAYS.week, at=LATE,
    )  # fmt: skip
    said = sentence(notice, t, today=LATE.date(), policy=POLICY)
    facts = ("Marcinelle", t.show(first), t.show(last), t.week(MONDAYS.week), grouped(notice.reference))
    assert [fact for fact in facts if fact not in said] == []


async def test_birth_before_the_due_date_overfills_nothing(kept: Storage) -> None:
    policy = replace(POLICY, creches=tuple(replace(one, places=1) for one in POLICY.creches))
    become(kept, replace(LAMBERT_CONFIRMED, state=State.ENROLLED))
    with kept.transaction() as records:
        records.places.add_stay(LONGER)
        records.places.add_stay(replace(MONDAYS, period=LONGER.period))
    await kept.do(births.confirm, ANA.id, ID, on=date(2027, 6, 1), now=NOW, policy=policy)
    assert crowded(kept) == []


async def test_birth_is_the_familys_to_tell(kept: Storage) -> None:
    for act in (births.confirm, births.correct):
        with pytest.raises(NotFound):
            await kept.do(act, BILAL.id, ID, on=DUE, now=NOW, policy=POLICY)
    with pytest.raises(NotFound):
        await kept.do(births.no_longer_expecting, BILAL.id, ID, now=NOW, policy=POLICY)
    assert await request(kept) == LAMBERT_CONFIRMED


async def test_pregnancy_that_ends_silences_everything_and_leaves_no_reason(kept: Storage) -> None:
    await day(kept, DUE)
    await kept.do(births.no_longer_expecting, ANA.id, ID, now=NOW, policy=POLICY)

    assert (await request(kept)).state is State.WITHDRAWN
    assert {(kind, state) for kind, _, state in queue(kept)} == {("BirthAwaited", "never")}
    assert len(queue(kept)) == 2  # nobody, the second guardian neither, is sent anything new
    lines = await kept.look(lambda records: records.trace.of(ID))
    assert [(line["who"], line["what"], line["why"]) for line in lines] == [("ana", "withdrawn", "")]
    later = (date(2027, 7, 4), date(2027, 10, 1), date(2028, 1, 1))
    assert [await day(kept, on) for on in later] == [0, 0, 0]
    assert await kept.do(looking.ask_still_looking, now=at_local(later[1], 9), policy=POLICY) == 0


async def test_it_can_quietly_be_undone(kept: Storage) -> None:
    await kept.do(births.no_longer_expecting, ANA.id, ID, now=NOW, policy=POLICY)
    await kept.do(requests.undo_withdrawal, ANA.id, ID, now=NOW, policy=POLICY)
    back = await request(kept)
    assert (back.state, back.children) == (State.CONFIRMED, (EXPECTED_IN_JUNE,))
    assert await day(kept, date(2027, 6, 25)) == 2


async def test_brother_who_is_born_keeps_the_request(kept: Storage) -> None:
    become(kept, replace(LAMBERT_CONFIRMED, children=(BORN_IN_OCTOBER, EXPECTED_IN_JUNE)))
    await kept.do(births.no_longer_expecting, ANA.id, ID, now=NOW, policy=POLICY)
    left = await request(kept)
    assert (left.state, left.children) == (State.CONFIRMED, (BORN_IN_OCTOBER,))


async def test_signed_contract_stays_for_a_person_to_see_to_but_nothing_is_asked(kept: Storage) -> None:
    become(kept, replace(LAMBERT_CONFIRMED, state=State.ENROLLED))
    await kept.do(births.no_longer_expecting, ANA.id, ID, now=NOW, policy=POLICY)
    assert (await request(kept)).state is State.ENROLLED
    assert await day(kept, date(2027, 6, 25)) == 0


async def test_words_reach_every_request_with_an_expected_child(kept: Storage) -> None:
    linked = replace(LAMBERT_CONFIRMED, id="other", reference="9DDWCTVQC4")
    born = replace(linked, id="born", reference="7H2M2ZQ4TB", children=(BORN_IN_OCTOBER,))
    with kept.transaction() as records:
        seeds.requests(records, linked, born)
    count = await kept.do(births.none_expected_any_more, ANA, now=NOW, policy=POLICY)
    found = await kept.look(lambda records: records.requests.of_family("lambert"))
    assert count == 2
    assert {one.id: one.state for one in found} == {
        ID: State.WITHDRAWN,
        "other": State.WITHDRAWN,
        "born": State.CONFIRMED,
    }


async def test_signed_stay_lasts_until_the_school_year_that_follows_the_birth(kept: Storage) -> None:
    late = replace(LAMBERT_CONFIRMED, children=(Child(born=False, day=date(2027, 8, 20)),))
    become(kept, replace(late, state=State.ENROLLED))
    stay = replace(
        FULL_STAY,
        agreement_id=None,
        request_id=ID,
        child=0,
        period=Period(date(2027, 12, 1), presumed_end(late.children[0])),
    )
    with kept.transaction() as records:
        records.places.add_stay(stay)

    at = at_local(date(2027, 9, 3), 9)
    await kept.do(births.confirm, ANA.id, ID, on=date(2027, 9, 2), now=at, policy=POLICY)

    (found,) = await kept.look(lambda records: records.places.stays_of(ID))
    assert (stay.period.end, found.period.end) == (date(2030, 8, 25), date(2031, 8, 24))
    assert replace(found, period=stay.period) == stay


@pytest.mark.parametrize("focus", ["birth", "birth-fix"])
async def test_nobody_is_asked_for_a_day_on_a_request_that_is_over(kept: Storage, focus: str) -> None:
    with kept.transaction() as records:
        records.requests.save(replace(LAMBERT_CONFIRMED, state=State.CLOSED))
    with pytest.raises(NotWaiting):
        await kept.do(births.ask_day, ANA.id, ID, again=focus == "birth-fix", focus=focus)
