"""A courier by itself loads what it delivers with, and nothing of conversations, lists and rounds."""

import asyncio
import re
from pathlib import Path

import pytest

from tests.bench.programs import Program, environment, sqlite
from tests.bench.starts import COORDINATOR, COURIER, courier, queue_notice
from tests.bench.telegram import telegram

pytestmark = pytest.mark.xdist_group("courier-alone")  # one courier tells them all

#: What only other processes need.
ELSEWHERE = {
    "handlers and their library": {"handlers", "aiogram"},
    "what the bot does": {"bot.actions", "bot.timetable", "bot.inbox", "bot.health", "bot.commands"},
    "what decides a round, a form, a list": {
        "bot.rules.capacity",
        "bot.rules.codes",
        "bot.rules.estimate",
        "bot.rules.movements",
        "bot.rules.rounds",
        "bot.rules.signup",
        "bot.rules.sponsors",
        "bot.rules.waitlist",
    },
    "what reads typed answers": {"bot.texts.reading", "bot.texts.answers", "bot.texts.days"},
    "reports that no notice carries": {
        "bot.reports.board",
        "bot.reports.capacity",
        "bot.reports.codes",
        "bot.reports.statement",
    },
    "stories that no notice is made of": {
        "storage.drafts",
        "storage.invitations",
        "storage.offers",
        "storage.readers",
        "storage.requests",
        "storage.rounds",
        "storage.sponsors",
        "storage.standings",
        "storage.trace",
    },
    "their tables": {
        "storage.tables.drafts",
        "storage.tables.invitations",
        "storage.tables.partial",
        "storage.tables.requests",
        "storage.tables.rounds",
        "storage.tables.sponsors",
        "storage.tables.trace",
    },
    "libraries of other rooms": {
        "aiohttp.web",
        "alembic",
        "apscheduler",
        "holidays",
        "openpyxl",
        "prometheus_client",
        "psycopg",
        "rich",
        "segno",
        "sqlalchemy.dialects.postgresql",
        "structlog",
        "telegram.ext",
        "typer",
        "typst",
        "xlsxwriter",
    },
}


@pytest.fixture(scope="session")
async def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every module that a courier had loaded when its first notice had arrived."""
    log = tmp_path_factory.mktemp("courier") / "imports"
    with sqlite(queue_notice) as database, log.open("wb") as file:
        async with telegram() as api, asyncio.timeout(60):
            heard = asyncio.ensure_future(api.expect(COORDINATOR))
            variables = environment() | courier(database, api.url)
            program = await Program.start("-X", "importtime", *COURIER, env=variables, log=file)
            try:
                await heard
            finally:
                await program.kill()

    return modules(log)


def modules(log: Path) -> set[str]:
    """From the interpreter's own account: `import time:  self | cumulative | name`, indented by depth."""
    return set(re.findall(r"^import time:.*\| +(\S+)$", log.read_text(), re.MULTILINE))


@pytest.mark.parametrize("names", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_courier_by_itself_loads_nothing_of(loaded: set[str], names: set[str]) -> None:
    found = {one for one in loaded for name in names if one == name or one.startswith(f"{name}.")}
    assert found == set()


def test_a_courier_by_itself_loads_what_it_delivers_with(loaded: set[str]) -> None:
    wanted = {"bot.courier.transport", "telegram", "aiohttp", "storage.claims", "storage.tables.post"}
    assert wanted - loaded == set()
