"""The courier in a process of its own, without the conversations and their library."""

# ruff: noqa: E402 – as with `cigogne run`, nothing is looked through for garbage before everything stands
import gc

gc.disable()

import asyncio
from datetime import UTC, datetime

from bot.courier import Courier
from bot.policy import load_policy
from bot.reports import TypstReports
from bot.settings import load_settings
from bot.texts import Texts
from storage import open_storage


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 – here the real time enters


async def main() -> None:
    settings, policy, texts = load_settings(), load_policy(), Texts.load()
    with open_storage(settings.database_url, key=settings.the_key()) as storage:
        courier = Courier(
            storage.outbox,
            storage,
            texts,
            TypstReports(texts, policy),
            token=settings.the_token(),
            base_url=settings.api_base_url,
            clock=clock,
            policy=policy,
        )
        gc.freeze()
        gc.enable()
        await courier.run()


if __name__ == "__main__":
    asyncio.run(main())
