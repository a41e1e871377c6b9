"""Commands that stay: the bot, and the courier by itself. Heavy rooms are imported inside them."""

import asyncio
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.complaints import clear_words
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.life import Life
    from bot.rules.policy import Policy
    from bot.texts import Texts
    from storage import Storage

    Opened = Callable[[Settings, Storage, Policy], Life]


def run(
    *,
    without_courier: Annotated[
        bool, typer.Option("--without-courier", help="Deliveries and clock are elsewhere: `cigogne courier`.")
    ] = False,
) -> None:
    """The bot on real Telegram."""

    def opened(settings: Settings, memory: "Storage", policy: "Policy") -> "Life":
        from bot.house import House

        return House(settings, memory, policy, with_courier=not without_courier)

    with clear_words():
        settings = load_settings()
        settings.require("token", "key", *(["webhook_secret"] if settings.public_url else []))
        _stay(settings, opened)


def courier() -> None:
    """Deliveries and the clock alone; a second one stands by."""

    def opened(settings: Settings, memory: "Storage", policy: "Policy") -> "Life":
        from bot.backroom import Annex

        return Annex(settings, memory, policy)

    with clear_words():
        settings = load_settings()
        settings.require("token", "key")
        _stay(settings, opened)


def _stay(settings: Settings, opened: "Opened") -> None:
    set_up_logs(settings.log_level)
    policy = policy_of(settings)
    texts_of()  # told at once, before anything is opened
    asyncio.run(_live(settings, policy, opened))


async def _live(settings: Settings, policy: "Policy", opened: "Opened") -> None:
    """Until SIGTERM or Ctrl-C; then finish what is in hand."""
    from bot.doctor import open_memory

    stop = told_to_stop()
    with open_memory(settings) as memory:
        async with opened(settings, memory, policy) as life:
            await life.run_until(stop)


def told_to_stop() -> asyncio.Event:
    """Set by SIGTERM and by Ctrl-C."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def set_up_logs(level: str) -> None:
    from bot.logs import set_up_logs

    set_up_logs(level)


def policy_of(settings: Settings) -> "Policy":
    """The cooperative's numbers; PolicyProblem."""
    from bot.policy import load_policy

    return load_policy(settings.policy_file)


def texts_of() -> "Texts":
    """Every catalogue, read; BrokenCatalogue."""
    from bot.texts import Texts

    return Texts.load()
