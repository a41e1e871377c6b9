"""`cigogne run` on surroundings that are not ready: one line that names the thing and says what to do."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands.conftest import KEY, ROOT, Operator


async def test_run_names_the_setting_that_is_missing_or_wrong(operator: Operator, equipped: Operator) -> None:
    slips = {
        "TOKEN is missing: ask @BotFather on Telegram for one, then write CIGOGNE_TOKEN=… into .env": (
            operator.having(KEY=KEY)
        ),
        "KEY is missing: run `openssl rand -base64 32 > /etc/cigogne.key`, then set "
        "CIGOGNE_KEY_FILE=/etc/cigogne.key": operator.having(TOKEN="1:abcdefgh"),
        "API_BASE_URL: write an address that begins with https:// (or http://)": (
            equipped.having(API_BASE_URL="api.telegram.org")
        ),
        "DATABASE_URL: write sqlite:///path/to/file.sqlite3 or postgresql+psycopg://user@host/name": (
            equipped.having(DATABASE_URL="mysql://root@localhost/x")
        ),
        "WEBHOOK_SECRET is missing: CIGOGNE_PUBLIC_URL needs one: any 1 to 256 letters, digits, _ or -": (
            equipped.having(PUBLIC_URL="https://bot.example/hook")
        ),
        "TOKNE is no setting: write CIGOGNE_TOKEN": equipped.having(TOKNE="1:x"),
    }
    said = await asyncio.gather(*(one.refused("run") for one in slips.values()))
    assert said == [f"CIGOGNE_{line}" for line in slips]


async def test_dotenv_is_read_and_the_environment_wins(operator: Operator) -> None:
    dotenv = (
        f"CIGOGNE_TOKEN=1:abcdefgh\nCIGOGNE_KEY={KEY}\nCIGOGNE_LOG_LEVEL=LOUD\nCIGOGNE_HEALTH_PORT=none\n"
    )
    (operator.folder / ".env").write_text(dotenv)
    told = await asyncio.gather(
        *(one.refused("run") for one in (operator.having(HEALTH_PORT="9"), operator.having(LOG_LEVEL="INFO")))
    )
    assert told == [
        "CIGOGNE_LOG_LEVEL: write DEBUG, INFO, WARNING or ERROR",
        "CIGOGNE_HEALTH_PORT: write a port from 0 to 65535",
    ]


@pytest.fixture
def held(sqlite_file: Path) -> Iterator[Path]:
    """A database that another program is writing."""
    with sqlite3.connect(sqlite_file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        yield sqlite_file


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unwritable for root")
async def test_database_that_cannot_be_written_is_named(equipped: Operator, sqlite_file: Path) -> None:
    os.chmod(sqlite_file, 0o400)  # noqa: PTH101 – at once, and nobody waits
    line = await equipped.having(DATABASE_URL=f"sqlite:///{sqlite_file}").refused("run")
    assert line.startswith(f"{sqlite_file}: unwritable (")
    assert line.endswith("let this user write the file and its folder, or set CIGOGNE_DATABASE_URL")


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in another place, with locales of its own."""
    root = tmp_path_factory.mktemp("program")
    for house in ("bot", "handlers", "storage"):
        (root / house).symlink_to(ROOT / house)
    shutil.copytree(ROOT / "locales", root / "locales")
    return root


def broken(file: Path, old: str, new: str) -> int:
    """Put a slip into a file; on which line."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


async def test_surroundings_that_cannot_be_are_named_with_what_to_do(
    equipped: Operator, held: Path, elsewhere: Path
) -> None:
    catalogue = elsewhere / "locales" / "nl" / "LC_MESSAGES" / "messages.po"
    quoted = broken(catalogue, 'msgstr "Wat wilt u doen?"', 'msgstr "Wat wilt u {doen?"')
    policy = equipped.folder / "mine.toml"
    shutil.copy(ROOT / "bot" / "policy" / "walcreches.toml", policy)
    named = broken(policy, "\noffer_days = ", '\noffer_days = "5" # ') + 1
    told = {
        "cigogne-data/cigogne.sqlite3: not migrated (there is no such file): run `cigogne migrate`": equipped,
        f"{held}: locked (database is locked): wait for the program that holds it, or stop that program": (
            equipped.having(DATABASE_URL=f"sqlite:///{held}")
        ),
        f"mine.toml, line {named}: offer_days cannot be '5': write a whole number, without quotes": (
            equipped.having(POLICY_FILE="mine.toml")
        ),
        f"{catalogue}, line {quoted - 1}: ": replace(equipped, root=elsewhere),
    }
    said = await asyncio.gather(*(one.refused("run") for one in told.values()))
    assert [line[: len(begins)] for line, begins in zip(said, told, strict=True)] == list(told)
