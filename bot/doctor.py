"""What is set, what is missing, what to do: every precondition looked at, one after the other."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.settings import SettingProblem, Settings, load_settings

if TYPE_CHECKING:
    from storage import Storage, StorageProblem

#: What to do about a database that cannot be used, by the word for what is wrong.
_REMEDIES = {
    "locked": "wait for the program that holds it, or stop that program",
    "unwritable": "let this user write the file and its folder (in PostgreSQL: let its role own the tables), "
    "or set CIGOGNE_DATABASE_URL",
    "unreachable": "check CIGOGNE_DATABASE_URL and that the database runs",
    "full": "make room on its disk",
    "damaged": "`cigogne restore` the last copy that is whole, once what is damaged was moved out of its way",
    "not migrated": "run `cigogne migrate`",
    "newer": "use the version of Cigogne that wrote it, or a newer one",
    "wrong key": "set CIGOGNE_KEY_FILE to the key that it was made with (or CIGOGNE_OTHER_KEY_FILE, if that "
    "was replaced since)",
    "another program's": "set CIGOGNE_DATABASE_URL to a database that is Cigogne's, or not there yet",
    "no older version": "name one that is; the older program's `cigogne doctor` says which it knows",
    "would lose data": "keep this version, or put back the copy from before it with `cigogne restore`",
    "not empty": "name a database with nothing in it: nothing is written over",
    "no backup of Cigogne": "name a file that `cigogne backup` wrote",
    "not found": "install PostgreSQL's own programs (Debian: apt-get install postgresql-client)",
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at, in words; `well` if nothing has to be done now."""

    what: str
    well: bool
    words: str
    advice: bool = False  # it works, and something should be done all the same


class Advice(Exception):  # noqa: N818 – a sentence for the operator
    """Nothing is broken; the message says what to do before something is."""


def examine() -> Iterator[Finding]:
    """Look at everything that the bot needs, each told once it is found out.

    What cannot be looked at without another thing waits for it.
    """
    try:
        settings = load_settings()
    except SettingProblem as problem:
        yield Finding("settings", well=False, words=str(problem))
    else:
        yield from _findings(settings)


def with_remedy(problem: "StorageProblem") -> str:
    """What is wrong with the database, and what to do about it, in one line whatever a driver said."""
    return f"{' '.join(str(problem).split())}: {_REMEDIES[problem.kind]}"


def open_memory(settings: Settings) -> "Storage":
    """The database, looked at before it is opened for good; SettingProblem or StorageProblem."""
    import storage

    key = settings.the_keys()
    for problem in storage.check(settings.database_url, key=key):
        raise problem
    return storage.open_storage(settings.database_url, key=key)


def bot_name(settings: Settings) -> str:
    """The bot's name on Telegram; SettingProblem if Telegram does not tell."""
    from bot.inbox import Api, Trouble
    from bot.inbox.telegram import Unreadable

    async def ask() -> str:
        api = Api(settings.api_base_url, settings.the_token())
        try:
            return str((await api.call("getMe"))["username"])
        finally:
            await api.close()

    try:
        return asyncio.run(ask())
    except (Trouble, Unreadable, TypeError, KeyError) as trouble:
        refused = getattr(trouble, "status", 0) in {401, 404}
        advice = (
            "refuses the token: copy CIGOGNE_TOKEN again"
            if refused
            else "does not answer: check the network and CIGOGNE_API_BASE_URL"
        )
        raise SettingProblem(f"Telegram ({settings.api_base_url}) {advice}") from None


def _findings(settings: Settings) -> Iterator[Finding]:
    from bot import checkups
    from bot.commands.clock import now

    yield _try("key", lambda: _key(settings))
    yield _try("key copy", lambda: checkups.key_copy(settings))
    yield _try("policy", lambda: _policy(settings))
    yield _try("texts", _texts)
    yield _try("time zone", lambda: checkups.time_zone(now()))
    yield _try("disk", lambda: checkups.disk(settings))
    yield from _database(settings)
    yield _try("erasures", lambda: _erasures(settings))
    name = _try("token", lambda: f"@{bot_name(settings)}")
    yield name
    if name.well:
        yield from _at_telegram(settings)


def _at_telegram(settings: Settings) -> Iterator[Finding]:
    """What only Telegram can tell, once it knows the token."""
    from bot import checkups

    yield _try("clock", lambda: checkups.clock(settings))
    yield _try("updates", lambda: checkups.updates(settings))
    yield _try("alerts", lambda: checkups.alerts(settings))


def _try(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, well=True, words=look())
    except Advice as advice:
        return Finding(what, well=True, words=str(advice), advice=True)
    except Exception as problem:  # noqa: BLE001 – a doctor examines whatever ails
        return Finding(what, well=False, words=str(problem) or type(problem).__name__)


def _key(settings: Settings) -> str:
    key, *others = settings.the_keys()
    if others:
        raise Advice("another one opens too: run `cigogne rekey`, then take CIGOGNE_OTHER_KEY_FILE away")
    return f"{len(key)} bytes"


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
        key = settings.the_keys()
    except SettingProblem:
        return
    problems = storage.check(settings.database_url, key=key)
    for problem in problems:
        yield Finding("database", well=False, words=with_remedy(problem))
    if not problems:
        yield Finding("database", well=True, words="reachable, writable, up to date")
        yield from _in_the_database(settings)
        yield from _staff(settings)


def _in_the_database(settings: Settings) -> Iterator[Finding]:
    from bot import checkups

    if settings.database_url.startswith("sqlite"):
        yield _try("SQLite", checkups.sqlite_version)
    else:
        yield _try("walls", lambda: checkups.with_memory(settings, checkups.walls))
    yield _try("copies", lambda: checkups.copies(settings))
    yield _try("contacts", lambda: checkups.with_memory(settings, checkups.contacts))
    if settings.token is not None:
        other = checkups.pollers
        yield _try("pollers", lambda: checkups.with_memory(settings, lambda memory: other(settings, memory)))


def _staff(settings: Settings) -> Iterator[Finding]:
    """Nothing to say, but where the only coordinator is never there."""
    from bot.actions.idle import kept_all_the_same
    from bot.commands.clock import now
    from bot.policy import PolicyProblem, load_policy

    try:
        policy = load_policy(settings.policy_file)
    except PolicyProblem:
        return  # told above
    with open_memory(settings) as memory, memory.transaction() as records:
        alone = kept_all_the_same(records, now=now(), policy=policy)
    if alone is not None:
        words = f"the only coordinator said nothing since {alone.since}, and keeps all rights: invite another"
        yield Finding("staff", well=False, words=f"{words} (`cigogne invite coordinator`)")


def _erasures(settings: Settings) -> str:
    if settings.erased_file is None:
        return "in the database alone; set CIGOGNE_ERASED_FILE, on another disk, for a restore after its loss"
    if not settings.erased_file.parent.is_dir():
        raise SettingProblem(f"CIGOGNE_ERASED_FILE: there is no folder {settings.erased_file.parent}")
    return f"also in {settings.erased_file}, for a restore"
