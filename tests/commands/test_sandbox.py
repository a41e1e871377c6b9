"""`cigogne sandbox`: a minute's work for a newcomer, and it ends as cleanly as it began."""

import asyncio
import signal
import sqlite3
from pathlib import Path

import pytest

from bot.sandbox.persons import FIRST_NEWCOMER
from tests.commands.conftest import PROMPT_SECONDS, Done, Office, Operator, Running, open_sandbox
from tests.conversations.conftest import ACCEPT

pytestmark = pytest.mark.xdist_group("commands")

TABLES = ("person", "family", "request", "sponsor", "stay", "agreement", "mandate", "code")


def counted(database: str) -> dict[str, int]:
    with sqlite3.connect(database.removeprefix("sqlite:///")) as memory:
        rows = {table: memory.execute(f"SELECT count(*) FROM {table}") for table in TABLES}
        return {table: row.fetchone()[0] for table, row in rows.items()}


def readable_by(folder: Path) -> dict[str, int]:
    """The files of a folder, without those that are needed meanwhile, and who may read them."""
    files = (path for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm", "-turn")))
    return {path.name: path.stat().st_mode & 0o777 for path in files}


async def test_every_kind_of_person_can_be_met(office: Office) -> None:
    roles = {person["role"] for person in office.running.people}
    assert roles == {"parent", "hr", "coordinator", "director", "new"}


async def test_page_is_at_the_address_that_was_told(office: Office) -> None:
    async with office.http.get(office.running.url) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")


async def test_start_that_cannot_be_is_told_in_one_line(office: Office, operator: Operator) -> None:
    (operator.folder / "file").touch()
    port = int(office.running.port)
    starts = {
        f"Port {port} cannot be had (Address already in use). Stop what uses it, or choose another: "
        f"cigogne sandbox --port {port + 1}": ("--port", str(port)),
        "--database: file cannot be written (File exists); choose another folder": (
            "--database",
            "sqlite:///file/memory.sqlite3",
        ),
    }
    said = await asyncio.gather(
        *(operator.refused("sandbox", "--headless", *words) for words in starts.values())
    )
    assert said == list(starts)


async def test_port_that_cannot_be_one_is_refused(operator: Operator) -> None:
    done = await operator("sandbox", "--headless", "--port", "99999")
    assert (done.code, done.out) == (2, "")
    assert "Invalid value for '--port': Input should be less than or equal to 65535" in done.err


async def test_second_start_finds_the_same_cooperative(office: Office) -> None:
    before, rows = office.running, counted(office.database)
    zoe = await before.somebody("Zoé", "de")
    await zoe.says("/start")
    welcome = await zoe.taps(ACCEPT["de"])
    done, seconds = await before.stop()
    assert done == Done(0, "", "")
    assert seconds < PROMPT_SECONDS

    words = ("--port", before.port, "--database", office.database)
    office.running = again = await open_sandbox(before.operator, office.http, *words)

    assert again.url == before.url
    met = {"user_id": zoe.user_id, "name": "Somebody", "language_code": "de", "role": "parent"}
    assert {**met, "about": "has asked for nothing yet"} in again.people
    assert [person for person in again.people if person["user_id"] < FIRST_NEWCOMER] == before.people
    assert counted(office.database) == {**rows, "person": rows["person"] + 1}
    assert (await again.known(zoe.user_id).says("/menu")).buttons == welcome.buttons


async def test_key_beside_a_kept_database_is_for_its_owner_only(office: Office) -> None:
    files = readable_by(Path(office.database.removeprefix("sqlite:///")).parent)
    assert files == {"memory.sqlite3": 0o600, "memory.sqlite3.key": 0o600}


async def test_empty_cooperative_knows_somebody_new_alone(quiet: Running) -> None:
    assert [(person["name"], person["role"]) for person in quiet.people] == [("Camille Noël", "new")]
    assert "Bonjour" in (await quiet.known(quiet.people[0]["user_id"]).says("/start")).text
    done, seconds = await quiet.stop(signal.SIGINT)
    assert done == Done(0, "", "")
    assert seconds < PROMPT_SECONDS
    assert list(quiet.operator.folder.iterdir()) == []
