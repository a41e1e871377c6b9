"""Help: the first screen at once, every command's own options."""

import asyncio
import re

from bot.__main__ import COMMANDS
from tests.commands.conftest import Operator

#: What makes a command line slow.
HEAVY = {"typer", "click", "rich", "aiogram", "aiohttp", "pydantic", "sqlalchemy", "storage", "bot.commands"}
#: Every command's help from one process: fifteen would spend ten seconds importing the same.
EACH = """
import sys
from bot.__main__ import main
for name in sys.argv[1:]:
    sys.argv = ["cigogne", name, "--help"]
    try:
        main()
    except SystemExit as end:
        print(f"\\f{end.code}\\f", end="", flush=True)
"""


async def test_help_names_every_command(operator: Operator) -> None:
    done = await operator("--help")
    assert (done.code, done.err) == (0, "")
    assert dict(re.findall(r"^  (\w+) +(.+)$", done.out, re.MULTILINE)) == COMMANDS


async def test_help_without_a_word_is_the_same(operator: Operator) -> None:
    asked, silent = await asyncio.gather(operator("--help"), operator())
    assert silent == asked


async def test_help_imports_nothing_heavy(operator: Operator) -> None:
    done = await operator("-X", "importtime", "-m", "bot", "--help")
    imported = set(re.findall(r"\| +([\w.]+)$", done.err, re.MULTILINE))
    assert {"site", "bot"} <= imported
    assert imported & HEAVY == set()


async def test_help_of_a_command_tells_its_options(operator: Operator) -> None:
    options = {
        "sandbox": {"--port", "--seed", "--database", "--empty", "--headless"},
        "run": {"--without-courier"},
        "courier": set(),
        "doctor": set(),
        "migrate": {"--back-to"},
        "backup": {"--out", "--keep"},
        "restore": {"--yes"},
        "rekey": set(),
        "move": set(),
        "sample": {"--month", "--size", "--seed", "--out", "--language"},
        "retention": {"--dry-run"},
        "invite": {"--creche", "--sponsor"},
        "setup": {"--user", "--backups"},
        "summary": {"--month", "--sponsor", "--out", "--language"},
        "simulate": {"--families", "--sponsors", "--months", "--seed"},
    }
    done = await operator("-X", "utf8", "-c", EACH, *COMMANDS)
    *told, rest = done.out.split("\f")
    screens, codes = told[::2], told[1::2]
    assert (done.code, done.err, rest, set(codes)) == (0, "", "", {"0"})
    for (name, what), screen in zip(COMMANDS.items(), screens, strict=True):
        assert f"Usage: cigogne {name} " in screen
        assert what[1:] in screen
        assert set(re.findall(r"(?<=[│* ] )--[\w-]+", screen)) == options[name] | {"--help"}


async def test_word_that_is_no_command_is_refused(operator: Operator) -> None:
    done = await operator("sandbx")
    assert (done.code, done.out) == (2, "")
    assert "No such command 'sandbx'." in done.err
