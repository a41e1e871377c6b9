"""The sandbox with the real bot in it: a pretend Telegram, made-up people, one life of the bot."""

import asyncio
import base64
import importlib
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import storage
from bot.doctor import open_memory
from bot.examples import Character, cast, furnish
from bot.policy import load_policy
from bot.rules.policy import Policy
from bot.sandbox import Sandbox, SandboxPerson
from bot.settings import SettingProblem, load_settings
from storage import Storage

_SQLITE = "sqlite:///"


async def play(
    folder: Path,
    stop: asyncio.Event,
    *,
    port: int,
    seed: int | None,
    database: str | None,
    tell: Callable[[str, Policy], None],
) -> None:
    """Live until told to stop; `tell` hears the address. No `seed`, nobody made up.

    SettingProblem, PolicyProblem, StorageProblem or BrokenCatalogue for what the surroundings refuse.
    """
    wanted = _wanted(folder, database)
    settings = load_settings(**wanted)
    policy = load_policy(settings.policy_file)
    storage.migrate(settings.database_url)
    with open_memory(settings) as memory:
        # Every millisecond a number: above all that a kept memory has seen.
        first_update_id = int(_now().timestamp() * 1000)
        telegram = Sandbox(port=port, people=_people(memory, policy, seed), first_update_id=first_update_id)
        await _open(telegram, port)
        try:
            tell(telegram.url, policy)
            # Seconds of importing: meanwhile the page opens.
            house_of = (await asyncio.to_thread(importlib.import_module, "bot.house")).House
            settings = load_settings(**wanted, token=telegram.token, api_base_url=telegram.url)
            house = house_of(settings, memory, policy, telegram.now)
            # Before it listens: whoever speaks while it opens waits for their answer.
            telegram.on_advance, telegram.is_busy = house.advanced, house.is_busy
            async with house:
                await house.run_until(stop)
                telegram.on_advance = telegram.is_busy = None  # a bot that leaves is asked nothing more
        finally:
            await telegram.stop()


def _wanted(folder: Path, database: str | None) -> dict[str, Any]:
    """The sandbox's own settings, whatever the environment holds for the bot on real Telegram."""
    own = {"_env_file": None, "public_url": None, "health_port": None, "log_level": "WARNING"}
    if database is None:
        return {**own, "database_url": f"{_SQLITE}{folder / 'sandbox.sqlite3'}", "key": _fresh_key()}
    if database.startswith(_SQLITE):
        return {**own, "database_url": database, "key": _kept_key(database.removeprefix(_SQLITE))}
    return {**own, "database_url": database}  # a server's key is the operator's


def _fresh_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _kept_key(database: str) -> str:
    """Beside a file that is kept, its key is kept too (examples, not secrets)."""
    path = Path(f"{database}.key")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(_fresh_key())
        return path.read_text()
    except OSError as problem:
        raise SettingProblem(
            f"--database: {path.parent} cannot be written ({problem.strerror}); choose another folder"
        ) from None


async def _open(telegram: Sandbox, port: int) -> None:
    try:
        await telegram.start()
    except OSError as problem:
        why, other = os.strerror(problem.errno or 0), f"cigogne sandbox --port {port + 1}"
        raise SettingProblem(
            f"Port {port} cannot be had ({why}). Stop what uses it, or choose another: {other}"
        ) from None


def _people(memory: Storage, policy: Policy, seed: int | None) -> list[SandboxPerson]:
    """Furnish an empty memory with examples; everybody it knows, and somebody new."""
    with memory.transaction() as records:
        if seed is not None:
            furnish(records, now=_now(), policy=policy, seed=seed)
        return [_person(character) for character in cast(records, policy)]


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 – the real time enters, before the sandbox has its own


def _person(character: Character) -> SandboxPerson:
    return SandboxPerson(
        user_id=character.chat_id,
        name=character.name,
        language_code=character.language,
        role=character.role,
        about=character.about,
        listed=character.listed,
        blocked=character.blocked,
        started=character.role != "new",
    )
