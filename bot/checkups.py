"""What the doctor looks at beyond the settings: the machine, its clock, Telegram, the people to be told."""

import asyncio
import base64
import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import storage
from bot.actions.unheard import unheard
from bot.commands.clock import now
from bot.doctor import Advice, open_memory
from bot.inbox import Api, Trouble
from bot.rules.calendar import BRUSSELS
from bot.settings import SettingProblem, Settings
from storage import Storage
from storage.turns import SOUND

T = TypeVar("T")

GIGABYTE = 10**9
LEAST_ROOM = GIGABYTE
MOST_SKEW = timedelta(seconds=30)
MOST_WAITING = 100
#: A night may fail.
MOST_AGE = timedelta(days=2)
RECENTLY = timedelta(hours=1)
#: A courier that led so lately may still run, on a machine that is busy.
A_MOMENT = timedelta(minutes=2)
#: Whoever else polls comes back within this.
LISTENS_SECONDS = 5.0
CONFLICT = 409
#: Telegram answers so of a chat that it does not know, or from which it took the bot.
REFUSED = {400, 403}


def key_copy(settings: Settings) -> str:
    """Whether the key is kept twice: without it nothing can ever be read again."""
    copy = settings.key_copy
    if copy is None:
        raise Advice(
            "no copy is known, and without the key nothing can ever be read again: copy it to another "
            "machine, and name the copy in CIGOGNE_KEY_COPY"
        )
    try:
        same = base64.b64decode(copy.read_text("ascii").strip()) == settings.the_key()
        itself = settings.key_file is not None and copy.samefile(settings.key_file)
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or "no key in it"
        raise Advice(f"{copy} cannot be read ({why}): make it reachable, or copy the key there") from None
    if not same:
        raise SettingProblem(f"CIGOGNE_KEY_COPY: {copy} holds another key: copy the key there again")
    if itself:
        raise SettingProblem(
            f"CIGOGNE_KEY_COPY: {copy} is the key itself: copy it to another machine, and name that copy"
        )
    return f"also in {copy}"


def copies(settings: Settings) -> str:
    """Whether there are any, and whoever is erased goes from them as well."""
    folder = settings.copies
    if folder is not None and not os.access(folder, os.W_OK):
        raise SettingProblem(f"CIGOGNE_COPIES: {folder} is no folder that this user may write")
    found = storage.glance(settings.database_url, folder)
    if found.holding:
        raise Advice(
            f"somebody who was erased is still in {len(found.holding)}, such as {found.holding[0]}: they go "
            "within the hour, or with the next `cigogne backup`; what stays longer, delete"
        )
    if folder is None:
        raise Advice(
            "whoever is erased goes from them with the next `cigogne backup`: set CIGOGNE_COPIES to its "
            "folder, and it is within the hour"
        )
    newest = storage.newest_copy(folder)
    if newest is None or now() - newest > MOST_AGE:
        age = "there is none" if newest is None else f"the newest is of {newest:%Y-%m-%d}"
        raise Advice(f"{age} in {folder}: have `cigogne backup` run each night (`cigogne setup timer`)")
    looked = [
        f"{found.whole.name} was read whole" if found.whole else "",
        f"in {found.by_keys} older only the keys were looked up" if found.by_keys else "",
        f"{found.unread} older dumps were not read" if found.unread else "",
    ]
    return "; ".join(
        [f"whoever is erased goes from those in {folder} within the hour", *filter(None, looked)]
    )


def time_zone(at: datetime) -> str:
    """Deadlines are days in Belgium, whatever zone the machine keeps."""
    if BRUSSELS.utcoffset(datetime(2027, 7, 1, tzinfo=UTC).replace(tzinfo=None)) != timedelta(hours=2):
        raise SettingProblem(
            "Europe/Brussels is not what it should be here: install tzdata anew (Debian: apt-get install "
            "--reinstall tzdata)"
        )
    return f"Europe/Brussels, where it is {at.astimezone(BRUSSELS):%H:%M}"


def disk(settings: Settings) -> str:
    """Room where the database lies; a full disk stops everything, erasing too."""
    path = settings.database_url.removeprefix("sqlite:///")
    folder = Path() if path == settings.database_url else Path(path).resolve().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LEAST_ROOM:
        raise SettingProblem(f"{free / GIGABYTE:.1f} GB free at {folder}: make room, 1 GB is the least")
    return f"{free / GIGABYTE:.0f} GB free"


def sqlite_version() -> str:
    """An old one is worked around, and said."""
    if sqlite3.sqlite_version_info < SOUND:
        return f"{sqlite3.sqlite_version}; before 3.51.3, so programs on one file take turns"
    return sqlite3.sqlite_version


def walls(memory: Storage) -> str:
    """Whether PostgreSQL itself keeps the crèches apart, behind our own checks."""
    if memory.passes_walls():
        raise Advice(
            "PostgreSQL does not keep the crèches apart for this role, a superuser or one with BYPASSRLS: "
            "let an ordinary role own the tables, and name it in CIGOGNE_DATABASE_URL"
        )
    return "PostgreSQL too keeps the crèches apart"


def clock(settings: Settings) -> str:
    """The one here against Telegram's."""
    theirs = _ask(settings, lambda api: api.moment())
    skew = now() - theirs
    if abs(skew) > MOST_SKEW:
        how = "ahead of" if skew > timedelta() else "behind"
        seconds = abs(skew.total_seconds())
        raise SettingProblem(
            f"{seconds:.0f} s {how} Telegram's, so deadlines would be wrong: run `timedatectl set-ntp true`"
        )
    return "within half a minute of Telegram's"


def updates(settings: Settings) -> str:
    """How updates come, and whether Telegram sees it the same way."""
    found: dict[str, Any] = _ask(settings, lambda api: api.call("getWebhookInfo"))
    url, waiting = found.get("url") or "", int(found.get("pending_update_count") or 0)
    if settings.public_url is None:
        if url:
            raise Advice(
                f"Telegram calls {urlsplit(url).netloc}: `cigogne run` ends that; if it is another program, "
                "give each its own token"
            )
        return "long polling, no open port"
    settings.require("webhook_secret")
    if url != settings.public_url:
        raise Advice(f"webhook at {settings.public_url}, which Telegram does not know yet: run `cigogne run`")
    _check_delivery(found)
    if waiting > MOST_WAITING:
        raise Advice(f"webhook at {url}: {waiting} updates wait at Telegram: is `cigogne run` running?")
    return f"webhook at {url}"


def _check_delivery(found: dict[str, Any]) -> None:
    failed = int(found.get("last_error_date") or 0)
    if now() - datetime.fromtimestamp(failed, UTC) < RECENTLY:
        raise SettingProblem(
            f"Telegram could not hand over ({found.get('last_error_message', 'no reason told')}): check that "
            "CIGOGNE_PUBLIC_URL leads to CIGOGNE_WEBHOOK_PORT here, with a valid certificate"
        )


def pollers(settings: Settings, memory: Storage) -> str:
    """Whether another program takes this bot's updates away; a few seconds, and no update is lost by it."""
    if settings.public_url is not None:
        return "none: updates come by webhook"
    until = asyncio.run(memory.outbox.led_until())
    if until is not None and until > now() - A_MOMENT:
        return "this bot runs; it says itself if another polls"
    if _ask(settings, lambda api: api.call("getWebhookInfo")).get("url"):
        return "nobody can poll while a webhook is set: see `updates`"
    if _ask(settings, _another_polls):
        raise SettingProblem(
            "another program polls with this token: stop it, or give it a token of its own (@BotFather)"
        )
    return "none but ours"


async def _another_polls(api: Api) -> bool:
    """It is interrupted by us, comes back, and interrupts us in turn."""
    ends = asyncio.get_running_loop().time() + LISTENS_SECONDS
    while (left := ends - asyncio.get_running_loop().time()) > 0:
        try:
            await api.call("getUpdates", seconds=LISTENS_SECONDS + 5, timeout=int(left), limit=1)
        except Trouble as trouble:
            if trouble.status == CONFLICT:
                return True
            raise
        await asyncio.sleep(0.5)
    return False


def contacts(memory: Storage) -> str:
    """Who has a part to play and cannot be told."""
    with memory.transaction() as records:
        found = unheard(records, now=now())
    if not found.coordinators:
        raise Advice("no coordinator can be written to: run `cigogne invite coordinator`")
    if found.staff or found.firms:
        raise Advice(
            f"nobody hears at {found.firms} firms with an agreement, and {found.staff} of the staff have no "
            "chat or blocked the bot: phone them, or send them a new link (`cigogne invite`)"
        )
    return "every firm and all staff can be written to"


def alerts(settings: Settings) -> str:
    """Where trouble is told."""
    if settings.alert_chat is None:
        raise Advice(
            "told nowhere: add the bot to a chat of your staff, and write its number to CIGOGNE_ALERT_CHAT"
        )
    chat = _ask(
        settings,
        lambda api: api.call("getChat", chat_id=settings.alert_chat),
        refused="CIGOGNE_ALERT_CHAT: the bot is in no chat of that number: add it there, or correct it",
    )
    return f"to a {chat.get('type', 'chat')}"


def with_memory(settings: Settings, look: Callable[[Storage], str]) -> str:
    """Look into the database."""
    with open_memory(settings) as memory:
        return look(memory)


def _ask(settings: Settings, what: Callable[[Api], Awaitable[T]], *, refused: str = "") -> T:
    """What Telegram says; SettingProblem, in words of one's own where it refuses what was asked."""

    async def ask() -> T:
        api = Api(settings.api_base_url, settings.the_token())
        try:
            return await what(api)
        finally:
            await api.close()

    try:
        return asyncio.run(ask())
    except Trouble as trouble:
        if refused and trouble.status in REFUSED:
            raise SettingProblem(refused) from None
        raise SettingProblem(f"Telegram does not answer ({trouble}): see `token`") from None
