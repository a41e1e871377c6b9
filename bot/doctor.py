"""What is set, what is missing, what to do: every precondition looked at, one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.settings import SettingProblem, Settings, load_settings


@dataclass(frozen=True)
class Finding:
    """One thing looked at, in words; `well` if nothing has to be done."""

    what: str
    well: bool
    words: str


def examine() -> list[Finding]:
    """Look at everything that the bot needs; what cannot be looked at without another thing waits for it."""
    try:
        settings = load_settings()
    except SettingProblem as problem:
        return [Finding("settings", well=False, words=str(problem))]
    return list(_findings(settings))


def _findings(settings: Settings) -> Iterator[Finding]:
    yield _try("key", lambda: f"{len(settings.the_key())} bytes")
    yield _try("policy", lambda: _policy(settings))
    yield _try("texts", _texts)
    yield from _database(settings)
    yield _try("token", lambda: _token(settings))
    mode = f"webhook at {settings.public_url}" if settings.public_url else "long polling, no open port"
    yield Finding("updates", well=True, words=mode)


def _try(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, well=True, words=look())
    except Exception as problem:  # noqa: BLE001 – a doctor examines whatever ails
        return Finding(what, well=False, words=str(problem) or type(problem).__name__)


def _policy(settings: Settings) -> str:
    from bot.policy import load_policy

    policy = load_policy(settings.policy_file)
    places = sum(creche.places for creche in policy.creches)
    return f"{policy.cooperative}: {len(policy.creches)} crèches, {places} places"


def _texts() -> str:
    from bot.texts import Texts

    return ", ".join(Texts.load().languages)


def _database(settings: Settings) -> Iterator[Finding]:
    import storage

    try:
        key = settings.the_key()
    except SettingProblem:
        return
    problems = storage.check(settings.database_url, key=key)
    if not problems:
        yield Finding("database", well=True, words="reachable, writable, up to date")
    for problem in problems:
        yield Finding("database", well=False, words=str(problem))


def _token(settings: Settings) -> str:
    import asyncio

    from bot.inbox import Api, Trouble

    async def name() -> str:
        api = Api(settings.api_base_url, settings.the_token())
        try:
            return str((await api.call("getMe", seconds=5))["username"])
        finally:
            await api.close()

    try:
        return f"@{asyncio.run(name())}"
    except Trouble as trouble:
        words = {401: "Telegram refuses it", 404: "Telegram refuses it"}.get(trouble.status, "no answer")
        raise SettingProblem(
            f"{words} ({settings.api_base_url}): check CIGOGNE_TOKEN and the network"
        ) from None
