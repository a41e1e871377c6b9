"""G1: erasure, down to the bytes. Of who asked nothing is left in database and log; the register is kept.

In a copy that was made before, a child's day is left, which nobody can open any more.
"""

import contextlib
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.actions import erasure
from bot.ports import Received, Records
from bot.rules.notices import MeetingRecorded
from bot.rules.requests import State
from bot.rules.signup import Answers, Draft
from storage import Storage, back_up, clear_copies
from tests.cast import ANA, LAMBERT_CONFIRMED, MORNING, TODAY
from tests.faults.figures import Row, every, none
from tests.faults.stage import chat_id, person_id
from tests.kept import KEY, empty_storage

PEOPLE = {"full": 1000, "small": 60}
#: Where something of a person lies, sealed or blinded: each of these bytes is theirs alone.
SEALED = {
    "person": "chat_index, chat, name, phone, phone_index",
    "draft": "answers",
    "notice": "body",
    "inbox": "chat_index, body",
    "child": "day",
    "claim": "code",
    "subject_key": "wrapped",
}


async def run(size: str, seed: int) -> Row:
    """So many people with all that can be theirs; half of them ask for erasure."""
    chance, count = Random(seed), PEOPLE[size]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kept.sqlite3"
        async with empty_storage(Path(folder)) as storage:
            await _live(storage, count)
            before = {number: _pieces(path, number) for number in range(count)}
            url, copies = f"sqlite:///{path}", Path(folder) / "copies"
            copy, _ = back_up(url, copies, key=KEY, now=MORNING)
            gone = set(chance.sample(range(count), count // 2))
            for number in gone:
                await storage.do(erasure.erase, person_id(number), now=MORNING)
            await storage.inbox.purge(before=MORNING)
            clear_copies(url, copies, {})
            files = b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())
            with storage.transaction() as records:
                registered = sum(_is_bare(records, number) for number in gone)
            copied = copy.read_bytes()
    theirs = [one for number in gone for one in before[number]]
    of_others = [piece for number in before.keys() - gone for _, piece in before[number]]
    return Row(
        "G1",
        f"{len(gone)} of {count} people erased",
        seed,
        (
            none("pieces of theirs left in database and log", sum(piece in files for _, piece in theirs)),
            none(
                "pieces of theirs left in a copy from before, but children's days",
                sum(piece in copied for table, piece in theirs if table != "child"),
            ),
            every("register lines kept, without a name, %", registered, len(gone)),
            every(
                "pieces of others still there, in the copy too, %",
                sum(piece in files and piece in copied for piece in of_others),
                len(of_others),
            ),
        ),
    )


async def _live(storage: Storage, count: int) -> None:
    for number in range(count):
        update = Received(update_id=number, chat_id=chat_id(number), body=b"words")
        await storage.inbox.put([update], at=MORNING)
        await storage.inbox.set_aside(number, why="unknown shape", at=MORNING)
        await storage.do(_write, number)


def _write(records: Records, number: int) -> None:
    person, family = person_id(number), f"f{number}"
    records.people.add_family(family)
    named = replace(ANA, id=person, chat_id=chat_id(number), name=f"Ana {number}", phone=f"+32{number}")
    records.people.add(replace(named, family_id=family))
    records.requests.add(
        replace(LAMBERT_CONFIRMED, id=_request(number), reference=f"R{number}", family_id=family)
    )
    draft = Draft(
        id=f"d{number}",
        person_id=person,
        place="name",
        answers=Answers(name=f"Ana {number}"),
        started_at=MORNING,
        touched_at=MORNING,
    )
    records.drafts.add(draft)
    notice = MeetingRecorded(
        to=person, request_id=_request(number), reference="R", met_on=TODAY, confirm_from=TODAY + timedelta(1)
    )
    records.notices.queue(notice, at=MORNING)


def _request(number: int) -> str:
    """No person goes by it: a subject is known by its number alone."""
    return f"r{number:031x}"


def _pieces(path: Path, number: int) -> list[tuple[str, bytes]]:
    """Whatever of this person's is sealed or blinded, and in which table."""
    found: list[tuple[str, bytes]] = []
    whose = {
        "inbox": number,
        "child": _request(number),
        "claim": _request(number),
        "person": person_id(number),
        "subject_key": person_id(number),
    }
    by = {
        "inbox": "update_id",
        "child": "request_id",
        "claim": "request_id",
        "person": "id",
        "subject_key": "subject",
    }
    with contextlib.closing(sqlite3.connect(path)) as file:
        for table, columns in SEALED.items():
            key, value = by.get(table, "person_id"), whose.get(table, person_id(number))
            lines = file.execute(f"SELECT {columns} FROM {table} WHERE {key} = ?", [value])
            found += [(table, piece) for line in lines for piece in line if piece is not None]
    return found


def _is_bare(records: Records, number: int) -> bool:
    line = records.requests.get(_request(number))
    nameless = not records.people.exists(person_id(number))
    return nameless and line.state is State.WITHDRAWN and not line.claims and line.children[0].day.day == 1
