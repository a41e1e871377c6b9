"""Opening and migrating: the schema is what the models say, and what is wrong is told by its kind."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot.ports import Records
from bot.rules.estimate import History
from bot.rules.people import Person
from bot.rules.requests import State
from bot.rules.waitlist import Crowd
from storage import Kind, StorageProblem, check, migrate, open_storage, upkeep
from storage.migrations import HEAD, VERSIONS
from storage.problems import file_of
from storage.tables.partial import COMPLETE
from tests import postgres
from tests.cast import ANA, HADDAD_CONFIRMED, LAMBERT_CONFIRMED, MORNING
from tests.crowds import crowd_of
from tests.storage import seeds
from tests.storage.conftest import KEY

NAMELESS = Person(id="nameless", chat_id=None, language="fr")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/cigogne.db"
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        yield url


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def kind_of(url: str, key: bytes = KEY) -> Kind:
    with pytest.raises(StorageProblem) as caught:
        open_storage(url, key=key, patience=0.1)
    return caught.value.kind


def test_migrating_up_down_and_up_again(empty: str) -> None:
    migrate(empty)
    with upkeep.connected(empty) as connection:
        assert tables(connection) == {*COMPLETE.tables, "alembic_version"}

    upkeep.migrate(empty, to="base")
    with upkeep.connected(empty) as connection:
        assert tables(connection) == {"alembic_version"}

    migrate(empty)
    assert check(empty, key=KEY) == []


def test_models_match_the_migrations(empty: str) -> None:
    migrate(empty)

    with upkeep.connected(empty) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, COMPLETE) == []


def test_versions_are_those_of_the_folder(empty: str) -> None:
    with upkeep.connected(empty) as connection:
        scripts = ScriptDirectory.from_config(upkeep.alembic_config(connection))

    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == VERSIONS
    assert scripts.get_current_head() == HEAD


def test_migrating_twice_changes_nothing(empty: str) -> None:
    migrate(empty)
    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, ANA)

    assert migrate(empty) is None
    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        assert records.people.get("ana") == ANA


def test_counts_of_all_entry_months_are_made_for_lists_that_are_there(empty: str) -> None:
    migrate(empty)
    ended = replace(LAMBERT_CONFIRMED, id="ended", reference="ENDED", state=State.ENROLLED)
    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, LAMBERT_CONFIRMED, HADDAD_CONFIRMED, ended)
        before = counts(records)

    upkeep.migrate(empty, to="0006")
    migrate(empty)

    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        assert counts(records) == before
        assert records.standings.decided() == History(found=1, gave_up=0)


def counts(records: Records) -> tuple[Crowd, History]:
    own = crowd_of(records, HADDAD_CONFIRMED.id, "marcinelle")
    assert own
    _, around = records.standings.crowds(own.own, "marcinelle")
    return around, records.standings.decided()


def test_file_is_copied_before_its_schema_changes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/cigogne.db"
    migrate(url)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, ANA)

    copy = upkeep.migrate(url, to="base")

    assert copy == f"{tmp_path}/cigogne.db.{HEAD}"
    with open_storage(f"sqlite:///{copy}", key=KEY) as storage, storage.transaction() as records:
        assert records.people.get("ana") == ANA


def test_row_that_refers_to_nothing_stops_a_migration(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/cigogne.db"
    migrate(url)
    with sqlite3.connect(tmp_path / "cigogne.db") as connection:
        connection.execute("INSERT INTO mandate VALUES ('nobody', 'hr', '', '2027-01-01', NULL)")

    with pytest.raises(StorageProblem) as caught:
        migrate(url)

    assert caught.value.kind is Kind.DAMAGED


def test_database_file_is_for_its_owner_only(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/data/cigogne.db")

    assert (tmp_path / "data" / "cigogne.db").stat().st_mode & 0o077 == 0


def test_database_without_tables_is_not_migrated(empty: str) -> None:
    assert kind_of(empty) is Kind.NOT_MIGRATED
    assert [problem.kind for problem in check(empty, key=KEY)] == [Kind.NOT_MIGRATED]


def test_database_of_a_later_version_is_newer(url: str) -> None:
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        records.wire.command("UPDATE alembic_version SET version_num = '9999'")

    assert kind_of(url) is Kind.NEWER


def test_another_key_is_the_wrong_key(url: str) -> None:
    with open_storage(url, key=KEY):
        pass

    assert kind_of(url, b"x" * 32) is Kind.WRONG_KEY
    assert [problem.kind for problem in check(url, key=b"x" * 32)] == [Kind.WRONG_KEY]
    assert check(url, key=KEY) == []


def test_replaced_key_opens_beside_the_old_one(url: str) -> None:
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, ANA)

    with open_storage(url, key=[b"n" * 32, KEY]) as storage, storage.transaction() as records:
        assert records.people.by_chat(1001) == ANA


def test_database_of_another_program_is_left_as_it_is(empty: str) -> None:
    with upkeep.connected(empty) as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id integer)")
    file = file_of(empty)
    before = file and {one.name: one.read_bytes() for one in file.parent.iterdir()}
    assert kind_of(empty) is Kind.FOREIGN
    for change in (migrate, lambda url: upkeep.go_back(url, to="0021")):
        with pytest.raises(StorageProblem) as caught:
            change(empty)
        assert caught.value.kind is Kind.FOREIGN
    assert (file and {one.name: one.read_bytes() for one in file.parent.iterdir()}) == before
    with upkeep.connected(empty) as connection:
        assert inspect(connection).get_table_names() == ["theirs"]


def test_file_of_another_program_that_counts_versions_as_we_do_is_foreign(
    sqlite_path: Path,
) -> None:
    with contextlib.closing(sqlite3.connect(sqlite_path)) as theirs:
        theirs.executescript("ALTER TABLE vault RENAME TO theirs")
    assert kind_of(f"sqlite:///{sqlite_path}") is Kind.FOREIGN


def test_newer_file_is_left_as_it_is(sqlite_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(sqlite_path)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
        newer.execute("PRAGMA journal_mode = DELETE")
    before = {one.name: one.read_bytes() for one in sqlite_path.parent.iterdir()}
    assert kind_of(f"sqlite:///{sqlite_path}") is Kind.NEWER
    assert {one.name: one.read_bytes() for one in sqlite_path.parent.iterdir()} == before


def test_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "cigogne.db"
    path.write_bytes(b"not a database, but a long letter " * 100)

    assert kind_of(f"sqlite:///{path}") is Kind.DAMAGED


def test_folder_in_place_of_a_file_is_unreachable(tmp_path: Path) -> None:
    assert kind_of(f"sqlite:///{tmp_path}") is Kind.UNREACHABLE


def test_file_held_by_another_program_is_locked(sqlite_path: Path) -> None:
    holder = sqlite3.connect(sqlite_path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    assert kind_of(f"sqlite:///{sqlite_path}") is Kind.LOCKED

    holder.close()


def test_server_that_is_away_is_unreachable_and_its_password_is_not_told() -> None:
    with pytest.raises(StorageProblem) as caught:
        open_storage("postgresql+psycopg://ana:canary@127.0.0.1:1/db", key=KEY, patience=0.1)

    assert caught.value.kind is Kind.UNREACHABLE
    assert "canary" not in str(caught.value)


def test_other_kinds_of_database_are_refused() -> None:
    assert kind_of("mysql://localhost/db") is Kind.UNREACHABLE


def test_going_back_keeps_what_is_there_and_may_come_forward_again(empty: str) -> None:
    migrate(empty)
    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        records.people.add(NAMELESS)
    upkeep.go_back(empty, to=VERSIONS[-2])
    assert kind_of(empty) is Kind.NOT_MIGRATED

    migrate(empty)
    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        assert records.people.get(NAMELESS.id) == NAMELESS


def test_going_back_is_refused_where_somebodys_key_would_be_lost(empty: str) -> None:
    migrate(empty)
    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, ANA)
    with pytest.raises(StorageProblem, match="version 0027 has no subject_key") as caught:
        upkeep.go_back(empty, to="0027")
    assert caught.value.kind is Kind.LOSES
    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        assert records.people.get(ANA.id).name == ANA.name


def test_going_back_is_refused_where_it_would_lose_something(empty: str) -> None:
    migrate(empty)
    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, replace(ANA, family_id=None))
        records.erasures.forget(records.people.get(ANA.id), at=MORNING)
    with pytest.raises(StorageProblem, match="version 0019 has no erased") as caught:
        upkeep.go_back(empty, to="0019")
    assert caught.value.kind is Kind.LOSES

    assert copies_beside(empty) == []
    assert check(empty, key=KEY) == []
    with open_storage(empty, key=KEY) as storage, storage.transaction() as records:
        assert [person_id for person_id, _ in records.erasures.all()] == [ANA.id]


@pytest.mark.parametrize("to", [HEAD, "9999", "base"])
def test_going_back_to_no_older_version_is_refused(empty: str, to: str) -> None:
    migrate(empty)
    with pytest.raises(StorageProblem) as caught:
        upkeep.go_back(empty, to=to)
    assert caught.value.kind is Kind.NOT_OLDER
    assert check(empty, key=KEY) == []
    assert copies_beside(empty) == []


def copies_beside(url: str) -> list[str]:
    """What a change of version left beside a file."""
    path = file_of(url)
    return [one.name for one in path.parent.glob(f"{path.name}.*")] if path else []
