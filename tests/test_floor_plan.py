"""The floor plan: which room may open which, where each library lives. Every arrow points at the rules."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSES = ("bot", "handlers", "storage")
EVERYTHING = frozenset({"*"})

#: What each room may open besides itself.
MAY_OPEN: dict[str, frozenset[str]] = {
    "bot.rules": frozenset(),
    "bot.ports": frozenset({"bot.rules"}),
    "bot.settings": frozenset(),
    "bot.logs": frozenset(),
    "bot.policy": frozenset({"bot.rules"}),
    "bot.actions": frozenset({"bot.rules", "bot.ports"}),
    "bot.examples": frozenset({"bot.rules", "bot.ports", "bot.actions"}),
    "bot.texts": frozenset({"bot.rules"}),
    "bot.inbox": frozenset({"bot.ports"}),
    "bot.courier": frozenset({"bot.rules", "bot.ports", "bot.texts"}),
    "bot.timetable": frozenset({"bot.rules", "bot.ports", "bot.actions"}),
    "bot.reports": frozenset({"bot.rules", "bot.ports", "bot.texts"}),
    "bot.health": frozenset({"bot.ports"}),
    "bot.imports": frozenset({"bot.rules", "bot.texts"}),
    "bot.sandbox": frozenset(),
    "bot.year": frozenset(
        {"bot.rules", "bot.ports", "bot.actions", "bot.timetable", "bot.examples", "storage"}
    ),
    "handlers": frozenset({"bot.rules", "bot.ports", "bot.actions", "bot.texts", "bot.imports"}),
    "storage": frozenset({"bot.rules", "bot.ports"}),
    # the front door and what stands in it: they open every room
    "bot.__main__": EVERYTHING,
    # a life of the bot, and the half of it that needs no conversations
    "bot.life": frozenset(
        {"bot.health", "bot.inbox", "bot.rules", "bot.settings", "bot.texts", "bot.watch", "storage"}
    ),
    "bot.watch": frozenset({"bot.rules", "bot.ports", "bot.actions", "bot.texts"}),
    "bot.backroom": frozenset(
        {
            "bot.courier",
            "bot.erased",
            "bot.health",
            "bot.life",
            "bot.policy",
            "bot.ports",
            "bot.reports",
            "bot.rules",
            "bot.settings",
            "bot.texts",
            "bot.timetable",
            "storage",
        }
    ),
    "bot.commands": EVERYTHING,
    "bot.complaints": EVERYTHING,
    "bot.doctor": EVERYTHING,
    "bot.checkups": EVERYTHING,
    "bot.erased": frozenset(),
    "bot.house": EVERYTHING,
    "bot.playhouse": EVERYTHING,
}

#: Rooms that the plan keeps free; what is built there later finds its arrows drawn.
KEPT_FREE = {"bot.health"}

#: Where each library lives. Everywhere else there is the standard library and nothing more.
LIVES_IN: dict[str, frozenset[str]] = {
    "aiogram": frozenset({"handlers"}),
    "aiohttp": frozenset({"bot.inbox", "bot.courier", "bot.sandbox", "bot.health"}),  # the wire itself
    "alembic": frozenset({"storage"}),
    "apscheduler": frozenset({"bot.timetable"}),
    "babel": frozenset({"bot.texts"}),
    "cryptography": frozenset({"storage"}),
    "fontpkg_ibm_plex_sans": frozenset({"bot.reports"}),
    "holidays": frozenset({"bot.policy"}),
    "openpyxl": frozenset({"bot.imports"}),
    "prometheus_client": frozenset({"bot.health"}),
    "psycopg": frozenset({"storage"}),
    "pydantic": frozenset({"bot.settings", "bot.policy", "bot.commands", "handlers"}),
    "pydantic_settings": frozenset({"bot.settings"}),
    "rich": frozenset({"bot.__main__", "bot.commands", "bot.doctor"}),
    "segno": frozenset({"bot.reports"}),
    "sqlalchemy": frozenset({"storage"}),
    "sqlmodel": frozenset({"storage"}),
    "stdnum": frozenset({"bot.imports"}),
    "structlog": frozenset({"bot.logs", "bot.__main__", "bot.commands"}),
    "telegram": frozenset({"bot.courier"}),
    "typer": frozenset({"bot.__main__", "bot.commands", "bot.complaints", "bot.doctor"}),
    "typst": frozenset({"bot.reports"}),
    "uvloop": frozenset({"bot.__main__", "bot.commands", "bot.house"}),
    "xlsxwriter": frozenset({"bot.reports"}),
}

#: A command imports these only when it needs them: the command line answers at once.
SLOW_ROOMS = frozenset(MAY_OPEN) - {"bot.rules", "bot.ports", "bot.settings", "bot.logs"}
SLOW_ROOMS -= {"bot.__main__", "bot.commands", "bot.complaints", "bot.doctor"}
PROMPT = ("bot", "bot.__main__", "bot.commands", "bot.complaints", "bot.doctor", "bot.logs", "bot.settings")

ON_TOP = {".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml", "uv.lock"}
ON_TOP |= {"bot", "handlers", "locales", "storage", "tests"}


def room_of(module: str) -> str:
    """bot.rules.calendar → bot.rules; handlers.menu → handlers."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "bot" else parts[0]


def imports(module: str, source: str, *, is_package: bool = False) -> Iterator[tuple[str, bool, int]]:
    """Every module that a source imports, whether at its top, and on which line."""
    tree = ast.parse(source)
    late = {inner for outer in ast.walk(tree) if _runs_later(outer) for inner in ast.walk(outer)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node not in late, node.lineno
        elif isinstance(node, ast.ImportFrom):
            for name in _from(module, node, is_package=is_package):
                yield name, node not in late, node.lineno


def _runs_later(node: ast.AST) -> bool:
    """Bodies of functions, and what is for the type checker alone."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return True
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _from(module: str, node: ast.ImportFrom, *, is_package: bool) -> list[str]:
    base = node.module or ""
    if node.level:
        up = module.split(".")
        up = up[: len(up) - node.level + is_package]
        base = ".".join([*up, *([base] if base else [])])
    if base == "bot":  # `from bot import ports` opens a room
        return [f"bot.{name.name}" for name in node.names]
    return [base]


def violations(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """What a module does against the floor plan, one sentence each."""
    room, found = room_of(module), []
    if module != "bot" and room not in MAY_OPEN:
        return [f"{module}: {room} is no room of the floor plan"]
    for name, at_top, line in imports(module, source, is_package=is_package):
        top = name.split(".")[0]
        if top in HOUSES:
            found += _against_arrows(module, room, name, line)
            found += _against_laziness(module, name, line) if at_top else []
        elif top not in sys.stdlib_module_names:
            found += _against_homes(module, room, top, line)
    return found


def _against_arrows(module: str, room: str, name: str, line: int) -> list[str]:
    allowed = MAY_OPEN.get(room, frozenset())
    other = room_of(name)
    if other in (room, "bot") or allowed == EVERYTHING or other in allowed:
        return []
    return [f"{module}, line {line}: {room} may not open {other}"]


def _against_laziness(module: str, name: str, line: int) -> list[str]:
    if module in PROMPT and room_of(name) in SLOW_ROOMS:
        return [f"{module}, line {line}: {room_of(name)} is imported where it is needed, not at the top"]
    return []


def _against_homes(module: str, room: str, library: str, line: int) -> list[str]:
    if room in LIVES_IN.get(library, frozenset()):
        return []
    return [f"{module}, line {line}: {library} does not live in {room}"]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


PATHS = [path for house in HOUSES for path in sorted((ROOT / house).rglob("*.py"))]
MODULES = [(name_of(path), path) for path in PATHS]


def test_every_module_keeps_to_the_floor_plan() -> None:
    found = [
        violations(module, path.read_text("utf-8"), is_package=path.name == "__init__.py")
        for module, path in MODULES
    ]
    assert [said for some in found for said in some] == []


PLANTED = [
    ("bot.rules.offers", "import bot.ports", "bot.rules may not open bot.ports"),
    ("bot.rules.offers", "from bot import actions", "bot.rules may not open bot.actions"),
    ("bot.rules.offers", "import pydantic", "pydantic does not live in bot.rules"),
    ("bot.rules.offers", "def f():\n    import sqlmodel", "sqlmodel does not live in bot.rules"),
    ("bot.rules.offers", "from storage.tables import Row", "bot.rules may not open storage"),
    ("bot.rules.offers", "from ..ports import Records", "bot.rules may not open bot.ports"),
    ("bot.actions.offers", "from bot.texts import Speaker", "bot.actions may not open bot.texts"),
    ("bot.actions.offers", "import aiogram", "aiogram does not live in bot.actions"),
    ("bot.actions.offers", "from storage import Storage", "bot.actions may not open storage"),
    ("bot.ports", "from bot.actions import offers", "bot.ports may not open bot.actions"),
    ("bot.texts.speaker", "from bot.ports import Records", "bot.texts may not open bot.ports"),
    ("bot.courier.letters", "from bot.actions import offers", "bot.courier may not open bot.actions"),
    ("bot.courier", "from aiogram import Bot", "aiogram does not live in bot.courier"),
    ("bot.inbox.desk", "from bot.rules.people import Person", "bot.inbox may not open bot.rules"),
    ("bot.inbox.desk", "from handlers import menu", "bot.inbox may not open handlers"),
    ("bot.sandbox.world", "from bot.rules.people import Person", "bot.sandbox may not open bot.rules"),
    ("bot.timetable", "from bot.courier import Courier", "bot.timetable may not open bot.courier"),
    ("bot.reports.page", "from matplotlib import pyplot", "matplotlib does not live in bot.reports"),
    ("bot.settings", "import holidays", "holidays does not live in bot.settings"),
    ("bot.backroom", "from handlers import menu", "bot.backroom may not open handlers"),
    ("handlers.offers", "from storage import Storage", "handlers may not open storage"),
    ("handlers.offers", "from bot.policy import load_policy", "handlers may not open bot.policy"),
    ("handlers.offers", "from sqlmodel import select", "sqlmodel does not live in handlers"),
    ("handlers.offers", "import telegram", "telegram does not live in handlers"),
    ("handlers.offers", "import aiohttp.web", "aiohttp does not live in handlers"),
    ("storage.offers", "from bot.actions import offers", "storage may not open bot.actions"),
    ("storage.offers", "from aiogram import Bot", "aiogram does not live in storage"),
    ("bot.attic", "", "bot.attic is no room of the floor plan"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "source", "said"), PLANTED)
def test_a_planted_violation_is_found(module: str, source: str, said: str) -> None:
    found = violations(module, source)
    assert [words.split(": ", 1)[1] for words in found] == [said]


@pytest.mark.parametrize("room", ["handlers", "storage", "bot.house", "bot.policy", "bot.texts"])
@pytest.mark.parametrize("module", ["bot.__main__", "bot.commands", "bot.doctor"])
def test_a_slow_room_opened_at_the_top_of_the_front_door_is_found(module: str, room: str) -> None:
    said = f"{module}, line 1: {room} is imported where it is needed, not at the top"
    assert violations(module, f"import {room}") == [said]


@pytest.mark.parametrize(
    "source",
    [
        "def run():\n    from bot.house import House",
        "async def run():\n    import handlers",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from storage import Storage",
    ],
)
def test_a_slow_room_opened_when_needed_is_no_violation(source: str) -> None:
    assert violations("bot.commands", source) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("bot.rules.offers", "from bot.rules.calendar import Month\nimport zoneinfo"),
        ("bot.actions.offers", "from bot.rules import calendar\nfrom bot.ports import Records"),
        (
            "handlers.offers",
            "import aiogram\nfrom handlers.screens import Screen\nfrom bot.texts import Speaker",
        ),
        ("storage.offers", "from sqlmodel import SQLModel\nfrom storage.tables import Row"),
        ("bot.sandbox", "from aiohttp import web\nfrom bot.sandbox.world import World"),
    ],
)
def test_what_the_plan_allows_is_no_violation(module: str, source: str) -> None:
    assert violations(module, source) == []


def test_relative_imports_of_a_package_are_followed() -> None:
    assert violations("bot.rules.signup", "from ...storage import x", is_package=True) != []


def top_level(listing: str) -> set[str]:
    """What stands on top, from `git ls-files`."""
    return {line.split("/")[0] for line in listing.splitlines()}


def test_nothing_else_stands_on_top() -> None:
    listing = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True)
    assert top_level(listing) - ON_TOP == set()


def test_a_stray_file_on_top_is_found() -> None:
    assert top_level("bot/house.py\nnotes.txt\nutils/x.py\n") - ON_TOP == {"notes.txt", "utils"}


def test_every_room_of_the_plan_exists() -> None:
    rooms = {room_of(name) for name, _ in MODULES} - {"bot"}
    assert set(MAY_OPEN) - rooms - KEPT_FREE == set()


#: How far a newcomer may have to scroll; the few that are longer say why.
LONGEST_FILE = 300


def test_no_file_is_longer_than_300_lines() -> None:
    lines = {module: len(path.read_text("utf-8").splitlines()) for module, path in MODULES}
    allowed = {module: 500 if "migrations" in module else LONGEST_FILE for module in lines}
    assert [module for module, length in lines.items() if length > allowed[module]] == []
