"""How often an answer is tried: what surely did not arrive again, what perhaps did at most once more."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import SendMediaGroup, TelegramMethod
from aiogram.methods.base import Response, TelegramType

TRIES = 4
LONGEST_WAIT_SECONDS = 60
#: Sending twice shows twice; everything else may be repeated without harm.
SENDS = {"SendMessage", "SendPhoto", "SendDocument", "SendMediaGroup"}


class Spend(Protocol):
    """A message to a chat, or an album of several, counts until the block ends."""

    def __call__(self, chat_id: int, /, *, messages: int) -> AbstractAsyncContextManager[None]: ...


class Patience(BaseRequestMiddleware):
    """Waits as long as Telegram asks; repeats a lost call, a lost message only once.

    `spend` counts each message against the pace that the courier keeps too, which `refused` tells of a 429.
    """

    def __init__(
        self,
        spend: Spend,
        refused: Callable[[int, float], object],
    ) -> None:
        self._spend = spend
        self._refused = refused

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        lost = 0
        for attempt in range(1, TRIES + 1):
            try:
                return await self._once(make_request, bot, method)
            except TelegramRetryAfter as wait:
                if isinstance(chat_id := getattr(method, "chat_id", None), int):
                    self._refused(chat_id, wait.retry_after)
                if attempt == TRIES or wait.retry_after > LONGEST_WAIT_SECONDS:
                    raise
                await asyncio.sleep(wait.retry_after)
            except (TelegramNetworkError, TelegramServerError):
                lost += 1
                if attempt == TRIES or (lost > 1 and type(method).__name__ in SENDS):
                    raise
                await asyncio.sleep(0.3 * 2**attempt)
        raise AssertionError("the last try returns or raises")

    async def _once(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat_id = getattr(method, "chat_id", None)
        if type(method).__name__ not in SENDS or not isinstance(chat_id, int):
            return await make_request(bot, method)
        async with self._spend(chat_id, messages=_count(method)):
            return await make_request(bot, method)


def _count(method: TelegramMethod[TelegramType]) -> int:
    """How many messages it sends."""
    return len(method.media) if isinstance(method, SendMediaGroup) else 1
