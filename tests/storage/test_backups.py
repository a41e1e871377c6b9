"""Backups are whole though taken under load; a restore is refused, or done and nothing half."""

import contextlib
import fcntl
import os
import resource
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from storage import Kind, Storage, StorageProblem, back_up, open_storage, restore, upkeep
from storage.backups import found, server
from storage.backups.whole import whole_file
from storage.migrations import VERSIONS
from storage.problems import where
from tests import postgres
from tests.cast import ANA, CHLOE, MORNING
from tests.lacking import lacking
from tests.storage import seeds
from tests.storage.conftest import KEY

LATER = MORNING + timedelta(days=1)


@pytest.fixture
def url(url: str) -> str:
    """A database in which Ana is known, and nobody works."""
    needs_tools(url)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, ANA)
    return url


@pytest.fixture
def backup(url: str, tmp_path: Path) -> Path:
    """Taken before Chloé came."""
    made, _ = back_up(url, tmp_path / "backups", key=KEY, now=MORNING)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, CHLOE)
    return made


def names(url: str, key: bytes = KEY) -> list[str]:
    """Who is known there."""
    with open_storage(url, key=key) as storage, storage.transaction() as records:
        return [reader.person_id for reader in records.people.readers()]


@contextlib.contextmanager
def refused(kind: Kind, url: str) -> Iterator[None]:
    """With that word, and nothing is touched."""
    with pytest.raises(StorageProblem) as caught:
        yield
    assert caught.value.kind is kind, caught.value
    assert names(url) == [ANA.id, CHLOE.id]


def test_restore_brings_back_what_was_and_keeps_what_is(url: str, backup: Path) -> None:
    assert backup.name.startswith("cigogne-2027-")
    assert backup.stat().st_mode & 0o077 == 0

    aside = restore(url, backup, key=KEY, now=LATER)

    assert names(url) == [ANA.id]
    assert aside is not None
    assert aside.stat().st_mode & 0o077 == 0
    restore(url, aside, key=KEY, now=LATER + timedelta(days=1))
    assert names(url) == [ANA.id, CHLOE.id]


def test_backup_under_load_holds_every_row_written_before_it(url: str, tmp_path: Path) -> None:
    written: list[str] = []
    stop = threading.Event()

    def write(storage: Storage) -> None:
        while not stop.is_set():
            one = replace(ANA, id=f"p{len(written)}", chat_id=10_000 + len(written), family_id=None)
            with storage.transaction() as records:
                seeds.person(records, one)
            written.append(one.id)

    with open_storage(url, key=KEY) as storage:
        writer = threading.Thread(target=write, args=(storage,))
        writer.start()
        kept = []
        for number in range(3):
            before = len(written)
            made, _ = back_up(url, tmp_path, key=KEY, now=MORNING + timedelta(hours=number))
            kept.append((before, made))
        stop.set()
        writer.join()
    assert kept[-1][0] > kept[0][0]

    for hour, (before, made) in enumerate(kept):
        restore(url, made, key=KEY, now=LATER + timedelta(hours=hour))
        assert set(names(url)) >= {ANA.id, *written[:before]}


def test_restore_over_a_running_bot_is_refused(url: str, backup: Path) -> None:
    with open_storage(url, key=KEY) as running:
        with pytest.raises(StorageProblem) as caught:
            restore(url, backup, key=KEY, now=LATER)
        with running.transaction() as records:
            assert len(records.people.readers()) == 2
    assert caught.value.kind is Kind.LOCKED
    assert restore(url, backup, key=KEY, now=LATER) is not None


def test_restore_with_another_key_is_refused(url: str, backup: Path) -> None:
    with refused(Kind.WRONG_KEY, url):
        restore(url, backup, key=b"x" * 32, now=LATER)


def test_backup_with_another_key_is_refused_and_leaves_no_file(url: str, backup: Path) -> None:
    with refused(Kind.WRONG_KEY, url):
        back_up(url, backup.parent, key=b"x" * 32, now=LATER)
    assert list(backup.parent.iterdir()) == [backup]


def test_restore_of_a_later_version_is_refused(
    url: str, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refused(Kind.NEWER, url), monkeypatch.context() as earlier:
        earlier.setattr(found, "VERSIONS", VERSIONS[:-1])
        restore(url, backup, key=KEY, now=LATER)


def test_restore_of_something_else_is_refused(url: str, backup: Path, tmp_path: Path) -> None:
    letter, other = tmp_path / "letter.sqlite3", tmp_path / "other.sqlite3"
    letter.write_text("Dear all, " * 500)
    with contextlib.closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    for file in (letter, other, tmp_path / "gone"):
        with refused(Kind.NO_BACKUP, url):
            restore(url, file, key=KEY, now=LATER)


def test_restore_of_a_folder_names_the_newest_copy_in_it(url: str, backup: Path, tmp_path: Path) -> None:
    newest, _ = back_up(url, backup.parent, key=KEY, now=LATER)
    with pytest.raises(StorageProblem, match=f"a folder, whose newest copy is {newest}"):
        restore(url, backup.parent, key=KEY, now=LATER)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(StorageProblem, match="a folder without a copy in it"):
        restore(url, tmp_path / "nothing", key=KEY, now=LATER)


def test_restore_of_an_older_version_is_brought_up_to_date(url: str, backup: Path, tmp_path: Path) -> None:
    restore(url, backup, key=KEY, now=LATER)
    upkeep.migrate(url, to=VERSIONS[-2], keep=False)
    older, _ = back_up(url, tmp_path, key=KEY, now=MORNING)
    upkeep.migrate(url)

    restore(url, older, key=KEY, now=LATER + timedelta(hours=1))

    assert names(url) == [ANA.id]


def test_restore_where_nothing_is_makes_it(sqlite_path: Path, tmp_path: Path) -> None:
    made, _ = back_up(f"sqlite:///{sqlite_path}", tmp_path, key=KEY, now=MORNING)
    url = f"sqlite:///{tmp_path}/new/memory.sqlite3"
    assert restore(url, made, key=KEY, now=LATER) is None
    assert names(url) == []


@pytest.mark.postgres
def test_restore_into_an_empty_database_of_a_server(
    postgres_server: str, postgres_template: str, tmp_path: Path
) -> None:
    needs_tools(postgres_server)
    with postgres.database(postgres_server, template=postgres_template) as full:
        with open_storage(full, key=KEY) as storage, storage.transaction() as records:
            seeds.person(records, ANA)
        made, _ = back_up(full, tmp_path, key=KEY, now=MORNING)
    with postgres.database(postgres_server) as empty:
        assert restore(empty, made, key=KEY, now=LATER) is None
        assert names(empty) == [ANA.id]


def test_restore_over_another_programs_file_is_refused(sqlite_path: Path, tmp_path: Path) -> None:
    made, _ = back_up(f"sqlite:///{sqlite_path}", tmp_path, key=KEY, now=MORNING)
    other = tmp_path / "other.sqlite3"
    with contextlib.closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0021')")
        connection.commit()
    before = other.read_bytes()
    with pytest.raises(StorageProblem) as caught:
        restore(f"sqlite:///{other}", made, key=KEY, now=LATER)
    assert caught.value.kind is Kind.FOREIGN
    assert other.read_bytes() == before


@pytest.mark.postgres
def test_restore_over_another_programs_server_database_is_refused(
    postgres_server: str, postgres_template: str, tmp_path: Path
) -> None:
    needs_tools(postgres_server)
    with postgres.database(postgres_server, template=postgres_template) as full:
        made, _ = back_up(full, tmp_path, key=KEY, now=MORNING)
    with postgres.database(postgres_server) as other:
        with psycopg.connect(postgres.plain(other), autocommit=True) as connection:
            connection.execute("CREATE TABLE recipe (name TEXT)")
        for attempt in (
            lambda: restore(other, made, key=KEY, now=LATER),
            lambda: back_up(other, tmp_path / "none", key=KEY, now=LATER),
        ):
            with pytest.raises(StorageProblem) as caught:
                attempt()
            assert (caught.value.kind, caught.value.where) == (Kind.FOREIGN, where(other))
        with psycopg.connect(postgres.plain(other)) as connection:
            assert connection.execute("SELECT count(*) FROM recipe").fetchone() == (0,)


def test_log_of_a_file_that_is_gone_is_not_played_into_the_restored_one(
    sqlite_path: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{sqlite_path}"
    made, _ = back_up(url, tmp_path / "backups", key=KEY, now=MORNING)
    log = sqlite_path.with_name(f"{sqlite_path.name}-wal")
    with open_storage(url, key=KEY) as storage:
        with storage.transaction() as records:
            seeds.person(records, ANA)
        left = log.read_bytes()  # as a crash leaves it
    sqlite_path.unlink()
    log.write_bytes(left)

    restore(url, made, key=KEY, now=LATER)

    assert names(url) == []


def test_two_restores_at_once_are_one(sqlite_path: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{sqlite_path}"
    made, _ = back_up(url, tmp_path, key=KEY, now=MORNING)
    with Path(f"{sqlite_path}.restoring").open("ab") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        with pytest.raises(StorageProblem) as caught:
            restore(url, made, key=KEY, now=LATER)
    assert caught.value.kind is Kind.LOCKED
    assert restore(url, made, key=KEY, now=LATER) is not None


def test_full_disk_leaves_the_database_and_no_half_backup(sqlite_path: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{sqlite_path}"
    made, _ = back_up(url, tmp_path / "backups", key=KEY, now=MORNING)
    full: list[str] = []
    with room_for(made.stat().st_size // 2):
        for attempt in (
            lambda: back_up(url, tmp_path / "backups", key=KEY, now=LATER),
            lambda: restore(url, made, key=KEY, now=LATER),
        ):
            with pytest.raises(StorageProblem) as caught:
                attempt()
            assert caught.value.kind is Kind.FULL
            full.append(caught.value.where)
    assert full == [str(made.parent), str(sqlite_path.parent)]
    assert list((tmp_path / "backups").iterdir()) == [made]
    assert names(url) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_makes_beside_somebodys_file_is_theirs(sqlite_path: Path, tmp_path: Path) -> None:
    url, folder = f"sqlite:///{sqlite_path}", tmp_path / "backups"
    folder.mkdir()
    for one in (sqlite_path, sqlite_path.parent, folder):
        os.chown(one, 1234, 1234)
    made, _ = back_up(url, folder, key=KEY, now=MORNING)
    restore(url, made, key=KEY, now=LATER)
    upkeep.go_back(url, to=VERSIONS[-2])
    upkeep.migrate(url)
    names(url)
    found = [one for place in (sqlite_path.parent, folder) for one in place.iterdir() if one.is_file()]
    assert sqlite_path.with_name(f"{sqlite_path.name}.{VERSIONS[-1]}") in found
    assert {one.stat().st_uid for one in found} == {1234}


def test_only_so_many_backups_are_kept(sqlite_path: Path, tmp_path: Path) -> None:
    url, backups = f"sqlite:///{sqlite_path}", tmp_path / "backups"
    made = [back_up(url, backups, key=KEY, now=MORNING + timedelta(days=day), keep=2)[0] for day in range(3)]
    other, half = backups / "cigogne-notes.txt", backups / "cigogne-2027-01-14T08-00-00Z.sqlite3.part"
    other.touch()
    half.touch()
    newest, deleted = back_up(url, backups, key=KEY, now=MORNING + timedelta(days=3), keep=2)
    assert deleted == [made[1]]
    assert set(backups.iterdir()) == {made[2], newest, other, half}


def test_backups_of_one_second_are_kept_apart(sqlite_path: Path, tmp_path: Path) -> None:
    url, backups = f"sqlite:///{sqlite_path}", tmp_path / "backups"
    with whole_file(backups / f"cigogne-{MORNING:%Y-%m-%dT%H-%M-%SZ}.sqlite3") as (first, part):
        part.write_bytes(b"half")
        made = [back_up(url, backups, key=KEY, now=MORNING)[0] for _ in range(2)]
        assert part.read_bytes() == b"half"
    assert set(backups.iterdir()) == {first, *made}
    newest, deleted = back_up(url, backups, key=KEY, now=MORNING, keep=1)
    assert (deleted, list(backups.iterdir())) == ([*made[::-1], first], [newest])


def test_backup_is_on_the_disk_with_its_name(
    sqlite_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced = []
    monkeypatch.setattr("os.fsync", lambda number: forced.append(os.fstat(number).st_ino))
    made, _ = back_up(f"sqlite:///{sqlite_path}", tmp_path / "backups", key=KEY, now=MORNING)
    assert forced == [made.stat().st_ino, made.parent.stat().st_ino]


def needs_tools(url: str) -> None:
    """A server may be there without the programs that copy it."""
    if url.startswith("postgresql"):
        try:
            server.program("pg_dump")
        except StorageProblem as problem:
            lacking("POSTGRES", str(problem))


@contextlib.contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
