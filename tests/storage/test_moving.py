"""From a file into PostgreSQL: every row and what is counted on from it, or nothing at all."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.examples import furnish
from bot.rules.notices import GuardianGone
from storage import Kind, StorageProblem, migrate, moving, open_storage
from storage.postgres import libpq
from storage.tables.partial import COMPLETE
from tests import postgres
from tests.cast import MORNING, POLICY
from tests.storage.conftest import KEY

pytestmark = pytest.mark.postgres


@pytest.fixture
def file(sqlite_path: Path) -> Path:
    """A cooperative in a file."""
    with open_storage(f"sqlite:///{sqlite_path}", key=KEY) as storage, storage.transaction() as records:
        furnish(records, now=MORNING, policy=POLICY, seed=3)
        gone = GuardianGone(to=records.people.readers()[0].person_id, person_id="", name="É", at=MORNING)
        records.notices.queue(gone, at=MORNING)
        records.trace.note(who="é", what="ran", subject="job", at=MORNING)
    return sqlite_path


@pytest.fixture
def empty(postgres_server: str) -> Iterator[str]:
    with postgres.database(postgres_server) as fresh:
        yield fresh


def rows(file: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(file)) as there:
        tables = [kept.name for kept in COMPLETE.sorted_tables]
        return {name: there.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


def test_everything_is_moved_and_numbered_on(file: Path, empty: str) -> None:
    before = rows(file)
    assert before["person"] > 10

    assert moving.move(file, empty, key=KEY) == before

    assert rows(file) == before
    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        assert records.trace.broken() == ()
        names = {records.people.get(one.person_id).name for one in records.people.readers()}
        other = GuardianGone(to=records.people.readers()[0].person_id, person_id="x", name="É", at=MORNING)
        assert records.notices.queue(other, at=MORNING)
    with open_storage(f"sqlite:///{file}", key=KEY) as storage, storage.transaction() as records:
        assert names == {records.people.get(one.person_id).name for one in records.people.readers()}


@contextlib.contextmanager
def refused(kind: Kind) -> Iterator[None]:
    with pytest.raises(StorageProblem) as caught:
        yield
    assert caught.value.kind is kind, caught.value


def test_file_in_use_of_another_key_or_version_or_absent_is_refused(file: Path, empty: str) -> None:
    with open_storage(f"sqlite:///{file}", key=KEY), refused(Kind.LOCKED):
        moving.move(file, empty, key=KEY)
    with refused(Kind.WRONG_KEY):
        moving.move(file, empty, key=b"x" * 32)
    with refused(Kind.NOT_MIGRATED):
        moving.move(file.with_name("gone"), empty, key=KEY)
    with refused(Kind.UNREACHABLE):
        moving.move(file, f"sqlite:///{file}", key=KEY)
    with contextlib.closing(sqlite3.connect(file)) as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
        later.commit()
    with refused(Kind.NEWER):
        moving.move(file, empty, key=KEY)
    with psycopg.connect(postgres.plain(empty)) as connection:
        assert connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone() == (0,)


def test_database_that_holds_something_is_refused(file: Path, empty: str) -> None:
    moving.move(file, empty, key=KEY)
    with refused(Kind.OCCUPIED):
        moving.move(file, empty, key=KEY)


def test_database_of_another_program_or_key_is_refused(file: Path, empty: str, postgres_server: str) -> None:
    with psycopg.connect(postgres.plain(empty), autocommit=True) as connection:
        connection.execute("CREATE TABLE theirs (x int)")
    with refused(Kind.FOREIGN):
        moving.move(file, empty, key=KEY)
    with postgres.database(postgres_server) as other:
        migrate(other)
        with open_storage(other, key=b"x" * 32):
            pass
        with refused(Kind.WRONG_KEY):
            moving.move(file, other, key=KEY)


def test_row_that_is_not_what_it_was_undoes_it_all(file: Path, empty: str) -> None:
    migrate(empty)
    with psycopg.connect(postgres.plain(empty), autocommit=True) as connection:
        connection.execute(_MEDDLING)
    with refused(Kind.DAMAGED):
        moving.move(file, empty, key=KEY)
    with psycopg.connect(libpq(empty)) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (0,)


_MEDDLING = """
    CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.what = 'walked'; RETURN NEW; END $$;
    CREATE TRIGGER meddle BEFORE INSERT ON trace FOR EACH ROW EXECUTE FUNCTION meddle();
"""
