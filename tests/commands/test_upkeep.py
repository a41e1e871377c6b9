"""`cigogne migrate`, `backup`, `restore` and `doctor`."""

import asyncio
import base64
import contextlib
import re
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import storage
from bot import erased as erased_file
from bot.actions import erasure
from bot.doctor import with_remedy
from bot.rules.calendar import at_local
from bot.rules.requests import State
from storage import Kind, StorageProblem
from tests.cast import ANA, CHLOE, LAMBERT_CONFIRMED, MORNING
from tests.commands.conftest import KEY, Done, Office, Operator
from tests.storage import seeds


def storage_of(database: Path) -> dict[str, bytes]:
    """All that lies in the folder of a database."""
    return {path.name: path.read_bytes() for path in database.parent.iterdir()}


async def test_migrate_makes_the_database_once(operator: Operator, sqlite_file: Path) -> None:
    made = storage_of(sqlite_file)
    again = operator.having(DATABASE_URL=f"sqlite:///{sqlite_file}")
    done = await asyncio.gather(*(one("migrate") for one in (operator, again)))
    assert done == [Done(0, "The database is up to date.\n", "")] * 2
    assert list(storage_of(operator.folder / "cigogne-data" / "cigogne.sqlite3")) == ["cigogne.sqlite3"]
    assert storage_of(sqlite_file) == made


def test_migrate_leaves_a_newer_database_alone(sqlite_file: Path) -> None:
    with contextlib.closing(sqlite3.connect(sqlite_file)) as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
        later.commit()
    with pytest.raises(StorageProblem) as caught:
        storage.migrate(f"sqlite:///{sqlite_file}")
    said = with_remedy(caught.value)
    assert said.startswith(f"{sqlite_file}: newer (version 9999, ")
    assert said.endswith("): use the version of Cigogne that wrote it, or a newer one")
    assert list(storage_of(sqlite_file)) == [sqlite_file.name]


async def test_backup_is_put_back_after_a_question(operator: Operator, sqlite_file: Path) -> None:
    settled = operator.having(DATABASE_URL=f"sqlite:///{sqlite_file}", KEY=KEY)
    made = await settled("backup", "--keep", "3")
    backup, advice = made.out.splitlines()
    assert (made.code, made.err) == (0, "")
    assert advice == "It opens with your key alone: keep a copy of the key, elsewhere."

    asked = await settled("restore", backup)
    assert (asked.code, asked.out) == (1, f"Replace all that is in {sqlite_file} by {backup}? [y/N]: ")
    done = await settled("restore", backup, "--yes")
    said, aside = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert said == "Restored. Run `cigogne doctor`, then `cigogne run`."
    assert re.fullmatch(r"What was there before: \S+\.sqlite3\. Delete it once all is well\.", aside)


async def test_restore_forgets_again_whom_it_had_forgotten(operator: Operator, sqlite_file: Path) -> None:
    database, erased = f"sqlite:///{sqlite_file}", operator.folder / "erased"
    settled = operator.having(DATABASE_URL=database, KEY=KEY, ERASED_FILE=str(erased))
    key = base64.b64decode(KEY)
    with storage.open_storage(database, key=key) as memory, memory.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, LAMBERT_CONFIRMED)
    backup = (await settled("backup")).out.splitlines()[0]
    with storage.open_storage(database, key=key) as memory:
        with memory.transaction() as records:
            erasure.erase(records, ANA.id, now=MORNING)
        with memory.transaction() as records:
            erased_file.write(erased, erasure.forgotten(records))
    _lose(sqlite_file)

    done = await settled("restore", backup, "--yes")

    assert "could not be read there. Only those in CIGOGNE_ERASED_FILE" in done.out
    assert "Forgotten again, as they had asked since that backup: 1." in done.out
    with storage.open_storage(database, key=key) as memory, memory.transaction() as records:
        assert not records.people.exists(ANA.id)
        assert records.people.exists(CHLOE.id)
        assert records.requests.get(LAMBERT_CONFIRMED.id).state is State.WITHDRAWN


async def test_whoever_is_erased_goes_from_older_copies_with_the_next(
    operator: Operator, sqlite_file: Path
) -> None:
    url, copies = f"sqlite:///{sqlite_file}", operator.folder / "copies"
    settled = operator.having(DATABASE_URL=url, KEY=KEY, COPIES=str(copies))
    with storage.open_storage(url, key=base64.b64decode(KEY)) as memory, memory.transaction() as records:
        seeds.cast(records)
    backup = (await settled("backup")).out.splitlines()[0]
    assert Path(backup).parent == copies
    doctor = (await settled("doctor")).out
    assert f"ok  copies: whoever is erased goes from those in {copies} within the hour" in doctor
    with storage.open_storage(url, key=base64.b64decode(KEY)) as memory, memory.transaction() as records:
        erasure.erase(records, ANA.id, now=MORNING)
    assert (
        f"->  copies: somebody who was erased is still in 1, such as {backup}:"
        in (await settled("doctor")).out
    )

    assert "is still in" not in (await settled("backup")).out

    assert storage.holding(url, copies) == []
    lost = settled.having(COPIES=str(operator.folder / "gone"))
    said = f"!!  copies: CIGOGNE_COPIES: {operator.folder / 'gone'} is no folder that this user may write"
    assert said in (await lost("doctor")).out


async def test_backup_says_which_copy_somebody_may_still_be_in(operator: Operator, sqlite_file: Path) -> None:
    url, copies = f"sqlite:///{sqlite_file}", operator.folder / "copies"
    settled = operator.having(DATABASE_URL=url, KEY=KEY, COPIES=str(copies))
    backup = Path((await settled("backup")).out.splitlines()[0])
    _cut(backup)
    said = (await settled("backup")).out
    assert f"Somebody who was erased may still be in {backup}: delete it, unless the bot erased" in said


async def test_retention_says_what_would_go_then_lets_go_of_it(operator: Operator, sqlite_file: Path) -> None:
    database, long_ago = f"sqlite:///{sqlite_file}", at_local(date(2021, 3, 1), 9)
    settled = operator.having(DATABASE_URL=database, KEY=KEY)
    withdrawn = replace(LAMBERT_CONFIRMED, state=State.WITHDRAWN, registered_at=long_ago, changed_at=long_ago)
    with storage.open_storage(database, key=base64.b64decode(KEY)) as memory, memory.transaction() as records:
        seeds.person(records, ANA)
        seeds.requests(records, withdrawn)
    term = "requests withdrawn or closed: 3 years from when they ended or until school"
    law = "(decree of 21 February 2019, art. 7/7)"

    for _ in range(2):
        said = (await settled("retention", "--dry-run")).out
        assert f"{term} {law}: 1 to go\n" in said
        assert "raw updates: 3 days from when they came in" in said
    assert "Let go of: 1." in (await settled("retention")).out
    assert f"{term} {law}: 0 to go\n" in (await settled("retention", "--dry-run")).out


def _cut(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:5000])


def _lose(database: Path) -> None:
    """With its disk: the file on another one knows."""
    database.unlink()


@pytest.mark.xdist_group("commands")
async def test_restore_over_a_living_bot_is_refused(office: Office) -> None:
    made = await office.operator("backup")
    said = await office.operator.refused("restore", made.out.splitlines()[0], "--yes")
    assert said.endswith(": wait for the program that holds it, or stop that program")
    assert await office.running.somebody("Ana", "fr")


@pytest.mark.parametrize("kind", Kind)
def test_every_problem_with_a_database_has_a_remedy_in_one_line(kind: Kind) -> None:
    said = with_remedy(StorageProblem(kind, "memory.sqlite3", "the driver's\n\twords"))
    problem, _, remedy = said.partition(" (the driver's words): ")
    assert problem == f"memory.sqlite3: {kind}"
    assert len(remedy) > len("do")


IN_THE_DATABASE = (
    "in the database alone; set CIGOGNE_ERASED_FILE, on another disk, for a restore after its loss"
)
WITH_THE_NEXT = (
    "whoever is erased goes from them with the next `cigogne backup`: set CIGOGNE_COPIES to its folder, and "
    "it is within the hour"
)
NO_COPY = (
    "no copy is known, and without the key nothing can ever be read again: copy it to another machine, and "
    "name the copy in CIGOGNE_KEY_COPY"
)
NO_ALERTS = "told nowhere: add the bot to a chat of your staff, and write its number to CIGOGNE_ALERT_CHAT"
NOBODY = (
    "nobody hears at … firms with an agreement, and 0 of the staff have no chat or blocked the bot: phone "
    "them, or send them a new link (`cigogne invite`)"
)
#: What differs from one machine and one day to the next.
VARIES = re.compile(r"(?<=where it is )[\d:]+|\d+(?= GB free)|(?<=SQLite: ).*|\d+(?= firms)")


@pytest.mark.xdist_group("commands")
async def test_doctor_tells_everything_that_is_well_or_not(office: Office) -> None:
    ill = office.operator.having(
        TOKEN="7000000001:wrong-secret-wrong-secret",
        POLICY_FILE="gone.toml",
        DATABASE_URL="sqlite:///gone.sqlite3",
    )
    done = await asyncio.gather(*(one("doctor") for one in (office.operator, ill)))
    assert [(one.code, one.err) for one in done] == [(0, ""), (1, "")]
    assert [VARIES.sub("…", one.out).splitlines() for one in done] == [
        [
            "ok  key: 32 bytes",
            f"->  key copy: {NO_COPY}",
            "ok  policy: Wal'Crèches: 6 crèches, 322 places",
            "ok  texts: fr, nl, de, en",
            "ok  time zone: Europe/Brussels, where it is …",
            "ok  disk: … GB free",
            "ok  database: reachable, writable, up to date",
            "ok  SQLite: …",
            f"->  copies: {WITH_THE_NEXT}",
            f"->  contacts: {NOBODY}",
            "ok  pollers: this bot runs; it says itself if another polls",
            f"ok  erasures: {IN_THE_DATABASE}",
            "ok  token: @sandbox_bot",
            "ok  clock: within half a minute of Telegram's",
            "ok  updates: long polling, no open port",
            f"->  alerts: {NO_ALERTS}",
        ],
        [
            "ok  key: 32 bytes",
            f"->  key copy: {NO_COPY}",
            "!!  policy: gone.toml, the file cannot be read: No such file or directory",
            "ok  texts: fr, nl, de, en",
            "ok  time zone: Europe/Brussels, where it is …",
            "ok  disk: … GB free",
            "!!  database: gone.sqlite3: not migrated (there is no such file): run `cigogne migrate`",
            f"ok  erasures: {IN_THE_DATABASE}",
            f"!!  token: Telegram ({office.running.url}) refuses the token: copy CIGOGNE_TOKEN again",
        ],
    ]


async def test_doctor_when_a_setting_is_wrong_says_which(operator: Operator) -> None:
    done = await operator.having(LOG_LEVEL="LOUD")("doctor")
    assert done == Done(1, "!!  settings: CIGOGNE_LOG_LEVEL: write DEBUG, INFO, WARNING or ERROR\n", "")


async def test_key_is_replaced_by_a_command_and_the_old_one_taken_away(
    operator: Operator, sqlite_file: Path
) -> None:
    url, new = f"sqlite:///{sqlite_file}", bytes(range(1, 33))
    with storage.open_storage(url, key=base64.b64decode(KEY)) as kept, kept.transaction() as records:
        seeds.person(records, ANA)
    (operator.folder / "old.key").write_text(KEY)
    changed = operator.having(DATABASE_URL=url, KEY=base64.b64encode(new).decode())
    assert "wrong key" in await changed.refused("rekey")

    done = await changed.having(OTHER_KEY_FILE=str(operator.folder / "old.key"))("rekey")

    assert (done.code, done.err) == (0, "")
    assert "rows sealed anew: everything opens with CIGOGNE_KEY_FILE alone." in done.out
    assert "keep it as long as them" in done.out
    with storage.open_storage(url, key=new) as kept, kept.transaction() as records:
        assert records.people.by_chat(ANA.chat_id or 0) == ANA


async def test_doctor_says_what_to_do_about_a_second_key(operator: Operator, sqlite_file: Path) -> None:
    (operator.folder / "old.key").write_text(KEY)
    settled = operator.having(DATABASE_URL=f"sqlite:///{sqlite_file}", KEY=KEY)
    said = await settled.having(OTHER_KEY_FILE=str(operator.folder / "old.key"))("doctor")
    assert "->  key: another one opens too: run `cigogne rekey`" in said.out
