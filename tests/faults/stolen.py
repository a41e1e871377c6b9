"""G2: who steals the files without the key reads nothing personal: database, log, drafts, notices, backups.

People sign up, half fill in a form, write what nobody can read; staff open files, enter a family at the desk,
write to others. What they said is then looked for in every file, and, with the key, in every sealed column;
on PostgreSQL in a dump. At last somebody is erased: with the key too, no copy from before tells of them.
"""

import asyncio
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from json import dumps
from pathlib import Path
from random import Random
from subprocess import run as run_program
from tempfile import TemporaryDirectory

from sqlalchemy import literal, select

import storage as kept
from bot.actions import erasure
from bot.actions.announcements.templates import keep_template
from bot.rules.calendar import Month
from bot.rules.rounds import Done, Outcome
from storage import Storage
from storage.backups.server import program
from storage.postgres import libpq
from storage.rekeying import sealed_columns
from storage.safe import Safe, whose
from storage.statements import Statement
from storage.vault import WrongKey
from tests import postgres
from tests.cast import MORNING, TODAY
from tests.faults.consents import Walk, Walker, open_walk
from tests.faults.figures import Part, Row, at_least, every, none
from tests.faults.who_may.routes import Try, tap, words
from tests.faults.who_may.town import Actor, Town, furnish
from tests.kept import KEY, empty_storage

FAMILIES = {"full": 40, "small": 2}
#: Enough answers for a form.
MOST_STEPS = 30
NAMES = ("Zébulon", "Hortensia", "Wilfrid", "Léocadie", "Barnabé", "Philomène")


@dataclass(frozen=True)
class Canary:
    """What somebody says of themselves: each word is theirs alone."""

    name: str
    phone: str
    predemand: str
    chat_id: int

    @property
    def said(self) -> tuple[str, ...]:
        return (self.name, self.phone, self.predemand, str(self.chat_id))


async def run(size: str, seed: int) -> Row:
    """So many families as said above; the files are read while the bot works, then once it has stopped."""
    chance, count = Random(seed), FAMILIES[size]
    canaries = [canary_of(number, chance) for number in range(2 * count)]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        (folder / "data").mkdir()
        async with empty_storage(folder / "data") as storage:
            with storage.transaction() as records:
                town = furnish(records)
            _, words_ = await live(stack, storage, folder / "data", town, canaries, chance)
            secret = {one for canary in canaries for one in canary.said} | words_ | _of_town(town)
            url = f"sqlite:///{folder / 'data' / 'kept.sqlite3'}"
            kept.back_up(url, folder / "copies", key=KEY, now=MORNING)
            log = (folder / "data" / "kept.sqlite3-wal").stat().st_size
            read = _found(folder, secret)
            opened, empty = _opened(storage)
            of_erased, of_next = _copied(storage, url, f"sqlite:///{folder}/back", folder, canaries)
        read |= _found(folder, secret)
    sealed = _count(opened, words_ | {one for canary in canaries for one in canary.said})
    dumped = await _dumped([canary_of(number, chance) for number in range(2 * count)], chance)
    return Row(
        "G2",
        f"{count} families, {len(secret)} canaries",
        seed,
        (
            none("canaries read without the key", len(read)),
            every("of what was said, found with the key, %", sealed, len(words_) + 4 * len(canaries)),
            none("sealed tables that stayed empty", len(empty)),
            at_least("bytes of log looked through", log, 1),
            none("of who was erased, found with the key in a copy from before", of_erased),
            every("of another family, found there, %", of_next, len(canaries[2].said)),
            *dumped,
        ),
    )


async def _dumped(canaries: list[Canary], chance: Random) -> tuple[Part, ...]:
    """The same on PostgreSQL, of which a dump is stolen that was made while people spoke."""
    async with AsyncExitStack() as stack:
        server = stack.enter_context(postgres.server())
        url = stack.enter_context(postgres.database(server))
        kept.migrate(url)
        folder = Path(stack.enter_context(TemporaryDirectory()))
        storage = kept.open_storage(url, key=KEY)
        stack.push_async_callback(storage.close)
        with storage.transaction() as records:
            town = furnish(records)
        walk, said = await live(stack, storage, folder, town, canaries, chance)
        making = asyncio.create_task(asyncio.to_thread(_dump, url, folder / "dump.sql"))
        speaker = Walker(Actor(canaries[0].name, canaries[0].chat_id))
        while not making.done():
            await walk.send(speaker, words("/status"))
        await making
        mine = said | {one for canary in canaries for one in canary.said}
        read = _found(folder, mine | _of_town(town))
        tables = (folder / "dump.sql").read_text("utf-8").count("\nCOPY public.")
        opened, empty = _opened(storage)
        kept.back_up(url, folder / "copies", key=KEY, now=MORNING)
        back = stack.enter_context(postgres.database(server))
        of_erased, of_next = _copied(storage, url, back, folder, canaries)
    return (
        none("canaries read in a dump of PostgreSQL", len(read)),
        every("of what was said, found in that database with the key, %", _count(opened, mine), len(mine)),
        none("sealed tables that stayed empty there", len(empty)),
        at_least("tables in the dump", tables, len({column.table for column in sealed_columns()})),
        none("of who was erased, found with the key in a copy of that database", of_erased),
        every("of another family, found there, %", of_next, len(canaries[2].said)),
    )


def _copied(storage: Storage, url: str, back: str, folder: Path, canaries: list[Canary]) -> tuple[int, int]:
    """The first family is erased: what the one copy tells of it then, and of another, put back elsewhere."""
    with storage.transaction() as records:
        person = records.people.by_chat(canaries[0].chat_id)
        assert person is not None
        erasure.erase(records, person.id, now=MORNING)
    assert kept.clear_copies(url, folder / "copies", {}) == []
    (copy,) = (folder / "copies").iterdir()
    kept.restore(back, copy, key=KEY, now=MORNING)
    with kept.open_storage(back, key=KEY) as restored:
        text, _ = _opened(restored)
    return _count(text, canaries[0].said), _count(text, canaries[2].said)


def _count(text: str, some: Iterable[str]) -> int:
    return sum(one in text for one in some)


def _dump(url: str, file: Path) -> None:
    dump = (program("pg_dump"), "--enable-row-security", f"--file={file}", libpq(url))
    run_program(dump, check=True, capture_output=True)


def canary_of(number: int, chance: Random) -> Canary:
    name = f"{NAMES[number % len(NAMES)]} {''.join(chance.choices('bcdfghjklmnpqrstvwxz', k=9)).title()}"
    digits = chance.randrange(10**6, 10**7)
    return Canary(name, f"+3247{digits}", f"ONE-{chance.randrange(10**8, 10**9)}", 60_000_000_000 + digits)


async def live(
    stack: AsyncExitStack,
    storage: Storage,
    folder: Path,
    town: Town,
    canaries: list[Canary],
    chance: Random,
) -> tuple[Walk, set[str]]:
    """Every second family stops in the middle of its form; what staff wrote besides."""
    people = [Walker(Actor(one.name, one.chat_id)) for one in canaries]
    staff = Walker(town.actors["coordinator"], accepted=("1", "fr", ""))
    walk = await open_walk(stack, storage, folder, [*people, staff], chance)
    for number, (who, canary) in enumerate(zip(people, canaries, strict=True)):
        await walk.send(who, words("/start"))
        await walk.accepts(who, walk.accept(who) or "")
        await _sign_up(walk, who, canary, to_the_end=number % 2 == 0)
    reason, told = "Rappelée Quintefeuille", "La section des Ornithorynques ferme"
    await walk.send(staff, tap(f"fo:{town.objects['a']['confirmed']}:other"))
    await walk.send(staff, words(reason))
    await walk.send(staff, words("/announce"))
    await walk.send(staff, words(told))
    unread = f"Boîte aux lettres {chance.randrange(10**9)}"
    await walk.send(people[0], words(unread))
    await storage.inbox.set_aside(walk.last, why="unknown shape", at=MORNING)
    with storage.transaction() as records:
        author, written = staff.actor.person_id, town.objects["a"]["announcement"]
        keep_template(records, author, written, "Kermesse", now=MORNING)
        approved = records.rounds.latest()
        done = Done(request_id=town.objects["a"]["confirmed"], outcome=Outcome.KEPT)
        records.rounds.keep_done(approved.month if approved else Month.of(TODAY), (done,))
    return walk, {reason, told, unread}


async def _sign_up(walk: Walk, who: Walker, canary: Canary, *, to_the_end: bool) -> None:
    """Answer after answer: the pré-demande number and the telephone are typed, the rest tapped."""
    said: set[str] = set()
    await walk.send(who, tap("signup"))
    for _ in range(MOST_STEPS):
        data = " ".join(who.buttons.values())
        if "|predemand|" in data and "predemand" not in said:
            said.add("predemand")
            await walk.send(who, words(canary.predemand))
        elif "|phone|" in data and "phone" not in said:
            said.add("phone")
            await walk.send(who, Try(canary.phone, "contact"))
        elif "|review|" in data and not to_the_end:
            return
        else:
            await walk.send(who, walk.next(who))


def _of_town(town: Town) -> set[str]:
    """Names and telephones that were there before; a reference, in capitals, is no secret."""
    found = (some for whose, some in town.secrets.items() if whose.partition(":")[0] in {"family", "desk"})
    return {one for some in found for one in some if one.startswith("+") or one != one.upper()}


def _found(folder: Path, secret: Iterable[str]) -> set[str]:
    """What of it lies in any file, as it is or as programs write it."""
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return {one for one in secret if any(form in content for form in _forms(one))}


def _forms(word: str) -> Iterator[bytes]:
    yield word.encode()
    yield word.encode("utf-16-le")
    yield dumps(word)[1:-1].encode()
    yield b64encode(word.encode())[:-4]
    yield word.encode().hex().encode()


def _text(safe: Safe, value: bytes, place: str, of: str) -> str:
    """Nothing where their key is gone."""
    with suppress(WrongKey):
        return safe.open(value, place, of).decode(errors="replace")
    return ""


def _opened(storage: Storage) -> tuple[str, set[str]]:
    """All that is sealed, opened; the tables of which nothing is."""
    found, empty = [], set()
    with storage.transaction() as memory:
        for column in sealed_columns():
            place = f"{column.table.name}.{column.name}"
            subject = whose(column.table)
            of = literal("") if subject is None else subject
            lines = memory.wire.all(Statement(select(column, of).where(column.is_not(None))))
            found += [_text(memory.safe, value, place, of) for value, of in lines]
            if not lines:
                empty.add(place)
    text = "\n".join(found)
    return text + text.encode().decode("unicode_escape", errors="replace"), empty
