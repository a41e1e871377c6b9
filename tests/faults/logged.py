"""S7: what people say, and the secrets, are in no log: at DEBUG, in tracebacks, in the shape of our settings.

People and staff do what they do in G2; then every handler fails with their words in the error's mouth. Under
failed answers of Telegram, and on the page of figures, R2 looks for them.
"""

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr

from bot.logs import set_up_logs
from bot.settings import Settings
from storage import Storage
from tests.faults.consents import Walk, Walker
from tests.faults.figures import Row, at_least, none
from tests.faults.stolen import Canary, canary_of, live
from tests.faults.who_may.routes import tap, words
from tests.faults.who_may.town import Actor, furnish
from tests.kept import empty_storage

FAMILIES = {"full": 40, "small": 1}
TOKEN = "7000000001:AAcanaryCanaryCanaryCanaryCanary-_x"
#: The pretend Telegram's own server speaks of the token in its paths: that is not the bot.
THEIRS = ("aiohttp.access", "aiohttp.server")


async def run(size: str, seed: int) -> Row:
    """All that was logged on the way is looked through."""
    chance, count = Random(seed), FAMILIES[size]
    canaries = [canary_of(number, chance) for number in range(2 * count)]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        log = stack.enter_context(_logged())
        async with empty_storage(folder) as storage:
            with storage.transaction() as records:
                town = furnish(records)
            walk, said = await live(stack, storage, folder, town, canaries, chance)
            failed = await _fail(walk, canaries)
        logging.getLogger("cigogne").error("a token slipped in: %s", TOKEN)
        text = log.getvalue()
    shapes = repr(Settings(token=SecretStr(TOKEN), key=SecretStr(TOKEN[11:] * 2)))
    secret = {one for canary in canaries for one in canary.said} | said | {TOKEN, TOKEN[11:]}
    return Row(
        "S7",
        f"{count} families, {len(secret)} canaries",
        seed,
        (
            none("canaries in the logs", sum(one in text for one in secret)),
            none("secrets in the shape of the settings", sum(one in shapes for one in (TOKEN, TOKEN[11:]))),
            at_least("errors with somebody's words in them", failed, len(canaries)),
            at_least("of them logged with their way", text.count(f"{Path(__file__).name}:"), failed),
        ),
    )


@contextmanager
def _logged() -> Iterator[io.StringIO]:
    """Everything as the bot logs it at DEBUG, into memory; afterwards as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    set_up_logs("DEBUG")
    held = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(held)
    for name in THEIRS:
        logging.getLogger(name).propagate = False
    try:
        yield held
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name in THEIRS:
            logging.getLogger(name).propagate = True


class Failing:
    """A store that cannot do anything, and says so with somebody's words."""

    def __init__(self, storage: Storage, canary: Canary) -> None:
        self._storage, self._canary = storage, canary

    def within(self, _: object) -> Any:
        return self

    async def do(self, *_: object, **__: object) -> Any:
        cause = KeyError(self._canary.phone)
        raise ValueError(f"{self._canary.name} ({self._canary.predemand}): {TOKEN}") from cause

    async def look(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await self._storage.look(action, *args, **kwargs)


async def _fail(walk: Walk, canaries: list[Canary]) -> int:
    """Each of them once more, on a store that fails; how often."""
    for canary in canaries:
        who = Walker(Actor(canary.name, canary.chat_id))
        walk.instead = Failing(walk.storage, canary)
        await walk.send(who, tap("signup"))
        await walk.send(who, words(canary.name))
    return len(canaries)
