"""Erasing: what was somebody's is gone from every table and from the files; the register keeps its line."""

import contextlib
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions import erasure, requests
from bot.ports import Received, Records
from bot.rules import pleas
from bot.rules.announcements import Announcement, AnnouncementState
from bot.rules.notices import GuardianGone, MeetingRecorded
from bot.rules.offers import Offer, OfferState
from bot.rules.people import Child, Mandate, Role
from bot.rules.pleas import Plea
from bot.rules.refusals import AnswersItself, NotFound
from bot.rules.requests import Claim, ClaimCode, Request, State
from bot.rules.signup import Answers, Draft
from storage import Storage
from storage.records import Memory
from storage.rekeying import sealed_columns
from storage.safe import whose
from storage.statements import Statement
from storage.vault import WrongKey
from tests.cast import ANA, CHLOE, LAMBERT, LAMBERT_CONFIRMED, MONDAY_TUESDAY, MORNING, POLICY
from tests.storage import seeds
from tests.storage.test_secrecy import DUE, NAME, PHONE

CHAT = 987654321012
AN_OFFER = Offer(
    id="o",
    request_id=LAMBERT_CONFIRMED.id,
    creche="marcinelle",
    start=date(2027, 10, 1),
    week=MONDAY_TUESDAY,
    ends=(date(2030, 8, 25),),
    state=OfferState.LIVE,
    sent_at=MORNING,
    deadline=date(2027, 1, 22),
)


def ana(records: Records, *more: Request) -> None:
    """Ana with all that is hers: words, notices, an update that nobody could read."""
    seeds.person(records, replace(ANA, name=NAME, phone=PHONE, chat_id=CHAT))
    seeds.requests(records, *more)
    records.notices.queue(
        MeetingRecorded(to=ANA.id, request_id="r", reference="R", met_on=DUE, confirm_from=DUE), at=MORNING
    )


async def test_what_was_hers_is_gone(storage: Storage, sqlite_path: Path) -> None:
    with storage.transaction() as records:
        ana(records, replace(LAMBERT_CONFIRMED, children=(Child(born=False, day=DUE),)))
    await storage.inbox.put([Received(update_id=1, chat_id=CHAT, body=b"{}")], at=MORNING)
    await storage.inbox.set_aside(1, why="unknown shape", at=MORNING)

    await storage.do(erasure.erase, ANA.id, now=MORNING)

    with storage.transaction() as records:
        with pytest.raises(NotFound):
            records.people.get(ANA.id)
        line = records.requests.get(LAMBERT_CONFIRMED.id)
        assert (line.state, line.claims, line.predemand) == (State.WITHDRAWN, (), "")
        assert line.children == (Child(born=False, day=DUE.replace(day=1)),)
        assert records.requests.entries("marcinelle") == ()
        assert records.erasures.all() == ((ANA.id, MORNING),)
    with contextlib.closing(sqlite3.connect(sqlite_path)) as file:
        for table in ("person", "mandate", "draft", "look", "notice", "inbox"):
            assert file.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


async def test_nothing_of_hers_is_left_in_the_files(storage: Storage, sqlite_path: Path) -> None:
    with storage.transaction() as records:
        ana(records, replace(LAMBERT_CONFIRMED, children=(Child(born=False, day=DUE),)))
    with contextlib.closing(sqlite3.connect(sqlite_path)) as file:
        sealed = file.execute("SELECT chat_index, chat, name, phone, phone_index FROM person").fetchone()
        sealed += file.execute("SELECT day FROM child").fetchone()
        sealed += file.execute("SELECT body FROM notice").fetchone()
    assert found(sealed, sqlite_path) == list(sealed)

    await storage.do(erasure.erase, ANA.id, now=MORNING)
    await storage.inbox.purge(before=MORNING)

    assert found(sealed, sqlite_path) == []


async def test_nothing_of_hers_opens_any_more_wherever_it_was_copied(storage: Storage) -> None:
    """Whoever has a copy from before, the database of now and the house's key reads nothing of her in it."""
    claims = (Claim(code=ClaimCode.DISABILITY),)
    children = (Child(born=False, day=DUE),)
    with storage.transaction() as records:
        ana(records, replace(LAMBERT_CONFIRMED, children=children, claims=claims, predemand="ONE-77"))
        records.drafts.add(A_DRAFT)
        records.pleas.add(A_PLEA)
        seeds.person(records, CHLOE)
        hers = [one for one in sealed_for(records) if one[2] != CHLOE.id]
        places = {place for _, place, _ in hers}
        assert places >= {f"{column.table.name}.{column.name}" for column in _OF_SUBJECTS} - {"plea.answer"}
        assert [records.safe.open(*one) for one in hers]

    await storage.do(erasure.erase, ANA.id, now=MORNING)

    with storage.transaction() as records:
        for sealed, place, of in hers:
            with pytest.raises(WrongKey):
                records.safe.open(sealed, place, of)
        assert records.people.get(CHLOE.id) == CHLOE


A_DRAFT = Draft(
    id="d", person_id=ANA.id, place="name", answers=Answers(), started_at=MORNING, touched_at=MORNING
)
A_PLEA = Plea(id="p", person_id=ANA.id, kind=pleas.Kind.OBJECTION, words=NAME, asked_at=MORNING)
_OF_SUBJECTS = {one: of for one in sealed_columns() if (of := whose(one.table)) is not None}


def sealed_for(records: Memory) -> list[tuple[bytes, str, str]]:
    """Everything that is sealed for a subject: the bytes, where, for whom."""
    found: list[tuple[bytes, str, str]] = []
    for column, subject in _OF_SUBJECTS.items():
        lines = records.wire.all(Statement(select(column, subject).where(column.is_not(None))))
        found += [(sealed, f"{column.table.name}.{column.name}", of) for sealed, of in lines]
    return found


async def test_register_line_opens_also_where_the_day_was_the_months_first(storage: Storage) -> None:
    """All that the register keeps of a child: sealed anew, though it looks as it did before."""
    first = (Child(born=False, day=DUE.replace(day=1)),)
    with storage.transaction() as records:
        ana(records, replace(LAMBERT_CONFIRMED, children=first))
        erasure.erase(records, ANA.id, now=MORNING)

    with storage.transaction() as records:
        assert records.requests.get(LAMBERT_CONFIRMED.id).children == first


async def test_childs_file_outlives_the_guardian_who_leaves(storage: Storage) -> None:
    """Erasing one guardian takes nothing of the child's from the other."""
    zoe = replace(ANA, id="zoe", chat_id=1999)
    with storage.transaction() as records:
        ana(records, LAMBERT)
        records.people.add(zoe)
        names = {of: sealed for sealed, place, of in sealed_for(records) if place == "person.name"}
    await storage.do(erasure.erase, ANA.id, now=MORNING)
    with storage.transaction() as records:
        assert records.requests.get(LAMBERT.id) == LAMBERT
        assert records.people.get(zoe.id) == zoe
        with pytest.raises(WrongKey):
            records.safe.open(names[ANA.id], "person.name", ANA.id)


def found(pieces: tuple[bytes, ...], path: Path) -> list[bytes]:
    """Which of these bytes lie in the database or its log."""
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    return [one for one in pieces if one in content]


async def test_child_who_is_there_leaves_name_and_phone_and_no_chat(storage: Storage) -> None:
    with storage.transaction() as records:
        ana(records, replace(LAMBERT_CONFIRMED, state=State.ENROLLED))

    await storage.do(erasure.erase, ANA.id, now=MORNING)

    with storage.transaction() as records:
        kept = records.people.get(ANA.id)
        assert (kept.name, kept.phone, kept.chat_id, kept.family_id) == (NAME, PHONE, None, ANA.family_id)
        assert records.requests.get(LAMBERT_CONFIRMED.id).children == LAMBERT_CONFIRMED.children


async def test_other_guardian_keeps_the_requests_and_is_told(storage: Storage, sqlite_path: Path) -> None:
    zoe = replace(ANA, id="zoe", chat_id=1999)
    with storage.transaction() as records:
        ana(records, LAMBERT)
        records.people.add(zoe)

    await storage.do(erasure.erase, ANA.id, now=MORNING)

    with storage.transaction() as records:
        assert records.requests.get(LAMBERT.id) == LAMBERT
        assert records.people.guardians(LAMBERT.family_id) == (zoe,)
    with contextlib.closing(sqlite3.connect(sqlite_path)) as file:
        told = file.execute("SELECT person_id, kind FROM notice").fetchall()
    assert told == [("zoe", GuardianGone.__name__)]


async def test_author_of_announcements_stays_as_a_number(storage: Storage) -> None:
    with storage.transaction() as records:
        ana(records)
        sent = Announcement(id="a", author_id=ANA.id, created_at=MORNING, state=AnnouncementState.SENT)
        records.announcements.add(sent)

    await storage.do(erasure.erase, ANA.id, now=MORNING)

    with storage.transaction() as records:
        left = records.people.get(ANA.id)
        assert (left.name, left.phone, left.chat_id, left.consent) == ("", "", None, None)


async def test_announcement_that_nobody_got_goes_with_its_author(storage: Storage) -> None:
    with storage.transaction() as records:
        ana(records)
        records.announcements.add(Announcement(id="a", author_id=ANA.id, created_at=MORNING))

    await storage.do(erasure.erase, ANA.id, now=MORNING)

    with storage.transaction() as records:
        assert not records.people.exists(ANA.id)
        assert records.announcements.draft_of(ANA.id) is None


async def test_nobody_undoes_for_a_family_that_is_gone(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, LAMBERT_CONFIRMED)
    await storage.do(erasure.erase, ANA.id, now=MORNING)
    with pytest.raises(AnswersItself):
        await storage.do(requests.undo_withdrawal, "nadia", LAMBERT_CONFIRMED.id, now=MORNING, policy=POLICY)


async def test_whom_a_backup_brings_back_is_forgotten_again(storage: Storage) -> None:
    """As the backup knew them: with a role and an offer that were over when they asked."""
    offered = replace(LAMBERT_CONFIRMED, state=State.OFFERED)
    with storage.transaction() as records:
        ana(records, offered)
        records.people.grant(ANA.id, Mandate(role=Role.COORDINATOR), at=MORNING)
        records.offers.add(AN_OFFER)

    assert await storage.do(erasure.again, [ANA.id, "somebody else"], now=MORNING) == 1

    with storage.transaction() as records:
        assert not records.people.exists(ANA.id)
        assert records.requests.get(offered.id).state is State.WITHDRAWN
        assert records.offers.standing(offered.id) is None


async def test_whom_the_backup_had_forgotten_is_left_alone(storage: Storage) -> None:
    with storage.transaction() as records:
        ana(records, replace(LAMBERT_CONFIRMED, state=State.ENROLLED))
    await storage.do(erasure.erase, ANA.id, now=MORNING)
    with storage.transaction() as records:
        kept = records.people.get(ANA.id)

    assert await storage.do(erasure.again, [ANA.id, ANA.id], now=MORNING) == 0

    with storage.transaction() as records:
        assert records.people.get(ANA.id) == kept


async def test_other_guardian_keeps_the_offer_when_a_backup_brings_back_who_left(storage: Storage) -> None:
    zoe = replace(ANA, id="zoe", chat_id=1999)
    offered = replace(LAMBERT_CONFIRMED, state=State.OFFERED)
    with storage.transaction() as records:
        ana(records, offered)
        records.people.add(zoe)
        records.offers.add(AN_OFFER)

    assert await storage.do(erasure.again, [ANA.id], now=MORNING) == 1

    with storage.transaction() as records:
        assert not records.people.exists(ANA.id)
        assert records.requests.get(offered.id) == offered
        assert records.offers.standing(offered.id) == AN_OFFER
