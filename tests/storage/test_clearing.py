"""Who is erased goes from every copy as well; whoever is there stays in each, whatever happens meanwhile."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import or_, select

from bot.actions import erasure
from bot.ports import Received
from bot.rules import offers
from bot.rules.notices import GuardianGone
from bot.rules.people import Person
from bot.rules.requests import State
from bot.rules.signup import Answers, Draft
from storage import (
    Kind,
    Seen,
    Storage,
    StorageProblem,
    back_up,
    clear_copies,
    glance,
    holding,
    migrate,
    open_storage,
    rekey,
    restore,
    upkeep,
)
from storage.backups import clearing, prune, script, server, whole
from storage.backups.gone import RULES, Gone, Held, Of
from storage.migrations import VERSIONS
from storage.postgres import libpq
from storage.rekeying import sealed_columns
from storage.safe import KEY as KEYS
from storage.safe import whose
from storage.statements import Statement
from storage.tables import people, post, requests, table
from storage.tables.partial import COMPLETE
from tests import postgres
from tests.actions.test_erasure import AN_OFFER
from tests.cast import ANA, CHLOE, LAMBERT_CONFIRMED, MORNING, PEETERS_CONFIRMED
from tests.storage import seeds
from tests.storage.conftest import KEY
from tests.storage.test_backups import needs_tools, room_for

LATER, NEW = MORNING + timedelta(days=1), b"n" * 32
UPDATE = Received(update_id=7, chat_id=ANA.chat_id, body=b"Ana says")


@pytest.fixture
def url(url: str) -> str:
    """A database with all that; on both kinds."""
    needs_tools(url)
    return furnished(url)


@pytest.fixture
def here(sqlite_path: Path) -> str:
    """In a file, where what is tried is the same of both."""
    return furnished(f"sqlite:///{sqlite_path}")


def furnished(url: str) -> str:
    """Ana and Chloé, each with a request; Ana with all that can be somebody's."""
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, replace(ANA, phone="+32 470 12 34 56"))
        seeds.person(records, CHLOE)
        seeds.requests(records, LAMBERT_CONFIRMED, PEETERS_CONFIRMED)
        records.drafts.add(_draft(ANA))
        records.notices.queue(GuardianGone(to=ANA.id, person_id="", name="Zoé", at=MORNING), at=MORNING)
    return url


def _draft(person: Person) -> Draft:
    return Draft(
        id="d", person_id=person.id, place="name", answers=Answers(), started_at=MORNING, touched_at=MORNING
    )


def names_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copies"


def copied(url: str, folder: Path, days: int = 0) -> Path:
    made, _ = back_up(url, folder, key=KEY, now=MORNING + timedelta(days=days))
    return made


def erase(url: str, person_id: str = ANA.id, key: bytes = KEY) -> list[str]:
    """Whom the database has forgotten now."""
    with open_storage(url, key=key) as storage, storage.transaction() as records:
        erasure.erase(records, person_id, now=LATER)
        return [one for one, _ in erasure.forgotten(records)]


def put_back(url: str, copy: Path, known: list[str] | None = None, key: bytes = KEY) -> Storage:
    """As `cigogne restore` does."""
    restore(url, copy, key=key, now=LATER)
    storage = open_storage(url, key=key)
    with storage.transaction() as records:
        erasure.again(records, known or [], now=LATER)
    return storage


def pieces(url: str) -> list[bytes]:
    """What is Ana's alone, as it lies in a copy."""
    key, person = KEYS.c, table(people.Person).c
    request, inbox = table(requests.Request).c, table(post.Inbox).c
    theirs = (
        select(key.wrapped).where(or_(key.subject == ANA.id, key.subject == LAMBERT_CONFIRMED.id)),
        select(person.name).where(person.id == ANA.id),
        select(person.phone).where(person.id == ANA.id),
        select(person.phone_index).where(person.id == ANA.id),
        select(person.chat_index).where(person.id == ANA.id),
        select(request.predemand).where(request.id == LAMBERT_CONFIRMED.id),
        select(inbox.body).where(inbox.update_id == UPDATE.update_id),
    )
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        found = [value for one in theirs for (value,) in records.wire.all(Statement(one))]
    return found if url.startswith("sqlite") else [value.hex().encode() for value in found]


def test_glance_reads_the_newest_whole_and_finds_who_was_erased_in_all(
    here: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *older, newest = (copied(here, folder, days) for days in range(3))
    (folder / "cigogne-2027-01-01T00-00-00Z.sql").write_text("-- a dump\n" * 9)
    os.utime(folder / "cigogne-2027-01-01T00-00-00Z.sql", (0, 0))
    erase(here)
    read, look = list[Path](), clearing._held

    def reads(copy: Path, gone: Gone) -> Held:
        read.append(copy)
        return look(copy, gone)

    monkeypatch.setattr(clearing, "_held", reads)

    assert glance(here, folder) == ([newest, *older], newest, 2, 1)
    assert read == [newest]

    clear_copies(here, folder, {})
    assert glance(here, folder).holding == []


async def test_who_is_erased_is_in_no_copy_and_everybody_else_in_each(url: str, folder: Path) -> None:
    storage = open_storage(url, key=KEY)
    await storage.inbox.put([UPDATE, replace(UPDATE, update_id=8, chat_id=CHLOE.chat_id)], at=MORNING)
    await storage.close()
    copies, theirs = [copied(url, folder, days) for days in range(2)], pieces(url)
    assert len(theirs) == 8
    assert all(piece in copy.read_bytes() for piece in theirs for copy in copies)
    erase(url)
    assert holding(url, folder) == copies

    assert clear_copies(url, folder, {}) == []

    assert holding(url, folder) == []
    assert names_in(folder) == [copy.name for copy in copies]
    for copy in copies:
        assert copy.stat().st_mode & 0o077 == 0
        assert [piece for piece in theirs if piece in copy.read_bytes()] == []
        with put_back(url, copy) as restored, restored.transaction() as records:
            ana = records.people.get(ANA.id)
            assert (ana.name, ana.phone, ana.chat_id) == ("", "", None)
            assert records.drafts.of(ANA.id) is None
            assert records.people.get(CHLOE.id) == CHLOE
            assert records.requests.get(PEETERS_CONFIRMED.id) == PEETERS_CONFIRMED
            waiting = records.wire.all(Statement(select(table(post.Inbox).c.update_id)))
            assert [number for (number,) in waiting] == [8]


@pytest.mark.parametrize("known", [[], [ANA.id]], ids=["nobody knows", "known"])
def test_what_was_taken_out_of_a_copy_is_off_the_list_once_it_is_put_back(
    url: str, folder: Path, known: list[str]
) -> None:
    """As the copy knew it: with a place that was proposed."""
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        records.requests.save(replace(LAMBERT_CONFIRMED, state=State.OFFERED))
        records.offers.add(AN_OFFER)
    copy = copied(url, folder)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        records.offers.save(offers.withdraw(AN_OFFER, now=LATER))
        records.requests.save(LAMBERT_CONFIRMED)
    erase(url)
    clear_copies(url, folder, {})

    with put_back(url, copy, known) as restored, restored.transaction() as records:
        found = records.requests.get(LAMBERT_CONFIRMED.id)
        assert (found.state, found.claims, found.predemand) == (State.WITHDRAWN, (), "")
        assert [str(child.day) for child in found.children] == [f"{LAMBERT_CONFIRMED.wishes.entry}-01"]
        assert records.offers.standing(found.id) is None
        assert records.people.exists(ANA.id) == (not known)
        assert records.erasures.bare_lost() == ()


def test_register_keeps_the_month_it_had(here: str, folder: Path) -> None:
    """Of a copy in which somebody had been erased already, nothing is made up."""
    erase(here)
    with open_storage(here, key=KEY) as storage, storage.transaction() as records:
        before = records.requests.get(LAMBERT_CONFIRMED.id)
    copy = copied(here, folder)
    assert holding(here, folder) == []
    with put_back(here, copy) as restored, restored.transaction() as records:
        assert records.requests.get(LAMBERT_CONFIRMED.id) == before


def test_whose_contacts_stay_by_law_lose_their_chat_in_older_copies_alone(url: str, folder: Path) -> None:
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        records.requests.save(replace(LAMBERT_CONFIRMED, state=State.ENROLLED))
    older = copied(url, folder)
    known = erase(url)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        back = replace(records.people.get(ANA.id), chat_id=4321)
        records.people.save(back)
    newer = copied(url, folder, 1)

    assert clear_copies(url, folder, {}) == []

    with put_back(url, older, known) as restored, restored.transaction() as records:
        found = records.people.get(ANA.id)
        assert (found.name, found.chat_id) == (ANA.name, None)
        assert records.drafts.of(ANA.id) is None
    with put_back(url, newer, known) as restored, restored.transaction() as records:
        assert records.people.get(ANA.id) == back


async def test_copy_under_an_older_key_is_cleared_without_it_and_put_back_with_it(
    here: str, folder: Path
) -> None:
    copy = copied(here, folder)
    await rekey(here, new=NEW, old=KEY)
    erase(here, key=NEW)

    assert clear_copies(here, folder, {}) == []

    with pytest.raises(StorageProblem) as caught:
        restore(here, copy, key=NEW, now=LATER)
    assert caught.value.kind is Kind.WRONG_KEY
    restore(here, copy, key=KEY, now=LATER)
    with open_storage(here, key=[NEW, KEY]) as both, both.transaction() as records:
        erasure.again(records, [], now=LATER)
    await rekey(here, new=NEW, old=KEY)
    with open_storage(here, key=NEW) as storage, storage.transaction() as records:
        assert records.people.get(CHLOE.id) == CHLOE
        assert records.requests.get(LAMBERT_CONFIRMED.id).state is State.WITHDRAWN


def test_what_a_restore_put_aside_is_cleared_too(url: str, folder: Path) -> None:
    copy = copied(url, folder)
    aside = restore(url, copy, key=KEY, now=LATER)
    assert aside is not None
    erase(url)
    assert set(holding(url, folder)) == {copy, aside}
    assert clear_copies(url, folder, {}) == []
    with put_back(url, aside) as restored, restored.transaction() as records:
        assert records.people.get(ANA.id).name == ""
        assert records.people.get(CHLOE.id) == CHLOE


def test_what_a_migration_left_beside_a_file_is_cleared_without_a_folder(sqlite_path: Path) -> None:
    url = f"sqlite:///{sqlite_path}"
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, ANA)
        seeds.person(records, CHLOE)
    upkeep.migrate(url, to=VERSIONS[-2], keep=False)
    left = migrate(url)
    erase(url)
    assert [str(one) for one in holding(url, None)] == [left]

    assert clear_copies(url, None, {}) == []

    assert holding(url, None) == []
    with put_back(url, Path(left or "")) as restored, restored.transaction() as records:
        assert records.people.get(CHLOE.id) == CHLOE


def test_copy_that_would_lose_most_of_its_keys_is_left(sqlite_path: Path, folder: Path) -> None:
    """A mistake that erases everybody must not take the copies with it."""
    url, many = f"sqlite:///{sqlite_path}", [f"p{number}" for number in range(24)]
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        for number, one in enumerate(many):
            records.people.add(Person(id=one, chat_id=5_000 + number, language="fr", name="Ana"))
    copy = copied(url, folder)
    for one in many[:12]:
        erase(url, one)
    assert clear_copies(url, folder, {}) == []
    for one in many[12:23]:
        erase(url, one)
    before = copy.read_bytes()
    assert clear_copies(url, folder, {}) == [copy]
    assert copy.read_bytes() == before


def test_file_in_use_is_no_copy_whatever_its_name(sqlite_path: Path) -> None:
    odd = sqlite_path.with_name("cigogne-2027-01-11T07-00-00Z.sqlite3")
    shutil.copy(sqlite_path, odd)
    url = f"sqlite:///{odd}"
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, ANA)
    erase(url)
    with open_storage(url, key=KEY) as storage:
        before = odd.stat().st_ino
        assert (clear_copies(url, odd.parent, {}), holding(url, odd.parent)) == ([], [])
        with storage.transaction() as records:
            seeds.person(records, CHLOE)
    assert odd.stat().st_ino == before


def test_copy_that_somebody_looks_into_is_left(sqlite_path: Path, folder: Path) -> None:
    url = f"sqlite:///{sqlite_path}"
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, ANA)
    copy = copied(url, folder)
    erase(url)
    with open_storage(f"sqlite:///{copy}", key=KEY):
        assert clear_copies(url, folder, {}) == [copy]
    assert clear_copies(url, folder, {}) == []


class _Killed(BaseException):
    """As a power cut: nothing after it is done."""


@pytest.mark.parametrize("step", range(3))
def test_clearing_that_was_cut_short_leaves_a_whole_copy_and_goes_on(
    here: str, folder: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Before it is on the disk, before it has its name, before its name is on the disk."""
    copy = copied(here, folder)
    erase(here)
    before, steps = copy.read_bytes(), iter(range(3))

    def cut(done: Callable[..., object]) -> Callable[..., object]:
        def done_or_cut(*given: object) -> object:
            if next(steps) == step:
                raise _Killed
            return done(*given)

        return done_or_cut

    with monkeypatch.context() as power:
        power.setattr(whole, "_on_disk", cut(whole._on_disk))
        power.setattr(Path, "replace", cut(Path.replace))
        power.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(_Killed):
            clear_copies(here, folder, {})
    assert (copy.read_bytes() == before) == (step < 2)

    assert clear_copies(here, folder, {}) == []

    assert list(folder.iterdir()) == [copy]
    assert holding(here, folder) == []
    with put_back(here, copy) as restored, restored.transaction() as records:
        assert records.people.get(CHLOE.id) == CHLOE


def test_full_disk_leaves_the_copy_as_it_was(here: str, folder: Path) -> None:
    copy = copied(here, folder)
    erase(here)
    before = copy.read_bytes()
    with room_for(len(before) // 2):
        assert clear_copies(here, folder, {}) == [copy]
    assert (copy.read_bytes(), list(folder.iterdir())) == (before, [copy])
    assert clear_copies(here, folder, {}) == []


def test_two_that_clear_and_one_that_deletes_are_one_after_the_other(here: str, folder: Path) -> None:
    copies = [copied(here, folder, days) for days in range(3)]
    erase(here)
    left: list[Path] = []
    threads = [
        threading.Thread(target=lambda: left.extend(clear_copies(here, folder, {}))),
        threading.Thread(target=lambda: left.extend(clear_copies(here, folder, {}))),
        threading.Thread(target=prune, args=(folder,), kwargs={"keep": 1}),
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (left, list(folder.iterdir())) == ([], copies[2:])
    assert holding(here, folder) == []


def test_copy_is_read_again_when_it_or_who_is_forgotten_changed(
    here: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    look = clearing._held

    def reads(copy: Path, gone: Gone) -> Held:
        read.append(copy)
        return look(copy, gone)

    monkeypatch.setattr(clearing, "_held", reads)
    seen: Seen = {}
    copy = copied(here, folder)
    clear_copies(here, folder, seen)
    clear_copies(here, folder, seen)
    assert read == [copy]
    erase(here)
    clear_copies(here, folder, seen)
    clear_copies(here, folder, seen)
    assert read == [copy] * 2
    copy.write_bytes(copy.read_bytes())
    clear_copies(here, folder, seen)
    assert read == [copy] * 3


def test_damaged_copy_is_left_and_the_others_are_cleared(here: str, folder: Path) -> None:
    damaged, well = copied(here, folder), copied(here, folder, 1)
    whole_one = damaged.read_bytes()
    damaged.write_bytes(whole_one[: len(whole_one) // 3])
    erase(here)
    assert clear_copies(here, folder, {}) == [damaged]
    assert holding(here, folder) == [damaged]
    assert damaged.read_bytes() == whole_one[: len(whole_one) // 3]
    with put_back(here, well) as restored, restored.transaction() as records:
        assert records.people.get(CHLOE.id) == CHLOE


@pytest.mark.postgres
def test_copy_of_before_is_put_back_and_said_to_hold_everybody(
    postgres_server: str, postgres_template: str, folder: Path
) -> None:
    """In pg_dump's own format."""
    needs_tools(postgres_server)
    with postgres.database(postgres_server, template=postgres_template) as url:
        with open_storage(url, key=KEY) as storage, storage.transaction() as records:
            seeds.person(records, ANA)
            seeds.person(records, CHLOE)
        folder.mkdir()
        copy = folder / "cigogne-2027-01-11T07-00-00Z.pgdump"
        dump = ("--format=custom", "--enable-row-security", f"--file={copy}", libpq(url))
        subprocess.run([server.program("pg_dump"), *dump], check=True)
        assert clear_copies(url, folder, {}) == []
        known = erase(url)
        assert clear_copies(url, folder, {}) == [copy]
        with put_back(url, copy, known) as restored, restored.transaction() as records:
            assert not records.people.exists(ANA.id)
            assert records.people.get(CHLOE.id) == CHLOE


@pytest.mark.postgres
def test_copy_of_a_server_that_ends_in_the_middle_is_refused(
    postgres_server: str, postgres_template: str, folder: Path
) -> None:
    needs_tools(postgres_server)
    with postgres.database(postgres_server, template=postgres_template) as url:
        with open_storage(url, key=KEY) as storage, storage.transaction() as records:
            seeds.person(records, ANA)
        copy = copied(url, folder)
        lines = copy.read_bytes().splitlines(keepends=True)
        begins = next(number for number, line in enumerate(lines) if line.startswith(b"COPY public.vault"))
        for cut in (lines[: begins + 5], [*lines[: begins + 1], b"word\n", *lines[begins + 2 :]]):
            copy.write_bytes(b"".join(cut))
            with pytest.raises(StorageProblem) as caught:
                restore(url, copy, key=KEY, now=LATER)
            assert caught.value.kind is Kind.DAMAGED
        with open_storage(url, key=KEY) as storage, storage.transaction() as records:
            assert records.people.get(ANA.id) == ANA


Tables = dict[str, list[tuple[str, ...]]]
_IDS = st.sampled_from([f"{number:032x}" for number in range(6)])
_BYTES = st.one_of(st.just("\\N"), st.binary(min_size=1, max_size=4).map(lambda one: f"\\\\x{one.hex()}"))
#: Texts as COPY writes them: no line ends, no tabs.
_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\n\t\\"), max_size=5)
_ROWS = {
    "inbox": st.tuples(_TEXTS, _BYTES, _BYTES),
    "person": st.tuples(_IDS, _BYTES, _BYTES, _TEXTS),
    "subject_key": st.tuples(_IDS, _BYTES),
    "other": st.tuples(_IDS, _TEXTS),
}
_NAMES = {
    "inbox": "update_id, chat_index, body",
    "person": "id, chat_index, name, language",
    "subject_key": "subject, wrapped",
    "other": 'id, "end"',
}


@given(
    tables=st.fixed_dictionaries({name: st.lists(rows, max_size=4) for name, rows in _ROWS.items()}),
    ids=st.sets(_IDS),
)
def test_lines_of_others_stay_as_they_are_and_of_the_erased_nothing_does(
    tables: Tables, ids: set[str]
) -> None:
    text = _script(tables)
    chats = {row[1] for row in tables["person"] if row[0] in ids} - {"\\N"}
    lost = {one.encode() for one in ids}
    of = {Of.LOST: lost, Of.SILENT: lost, Of.CHATS: {one.encode() for one in chats}}

    left = [line for _, line in script._without(text, of)]

    expected: Tables = {
        "inbox": [row for row in tables["inbox"] if row[1] not in chats],
        "person": [(row[0], "\\N", "\\N", row[3]) if row[0] in ids else row for row in tables["person"]],
        "other": tables["other"],
        "subject_key": [(one, "\\N") if one in ids else (one, key) for one, key in tables["subject_key"]],
    }
    assert b"".join(left) == b"".join(_script(expected))
    assert [line for _, line in script._without(left, of) if line] == [line for line in left if line]


def _script(tables: Tables) -> list[bytes]:
    lines = ["-- begins\n"]
    for name, columns in _NAMES.items():
        lines += [f"COPY public.{name} ({columns}) FROM stdin;\n"]
        lines += ["\t".join(row) + "\n" for row in tables[name]]
        lines += ["\\.\n", "\n", "SELECT 1;\n"]
    return [line.encode() for line in lines]


def test_rules_name_what_there_is() -> None:
    """Each sealed column of somebody's, but a child's day, which has to stay and opens no more."""
    for rule in RULES:
        assert {rule.whose, *rule.columns} <= set(COMPLETE.tables[rule.table].c.keys())
    told = {rule.table for rule in RULES if not rule.columns}
    columns = {f"{rule.table}.{column}" for rule in RULES for column in rule.columns}
    sealed = {
        str(one) for one in sealed_columns() if whose(one.table) is not None and one.table.name not in told
    }
    assert sealed - columns == {"child.day"}
