"""What aiogram does anew for every update, done once; what comes out is the same."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
from aiogram.client.session import aiohttp as theirs
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
)
from aiogram.methods.base import Response

_CALLS = (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
)
#: What Telegram's answers are read with. Pydantic forgets a type that nobody holds, and making it takes long.
_HELD = tuple(Response[call.__returning__] for call in _CALLS)  # type: ignore[name-defined]  # at run time


class Line(theirs.AiohttpSession):
    """A line to Telegram that trusts whom the whole process trusts.

    aiogram would read every authority's certificate once more to open it, and wait a quarter of a second to
    close it, for connections that aiohttp now closes itself.
    """

    def __init__(self, base_url: str) -> None:
        BaseSession.__init__(self, api=TelegramAPIServer.from_base(base_url))
        self._session = None
        self._connector_type = theirs.TCPConnector  # type: ignore[attr-defined]  # theirs to choose
        self._connector_init = {"limit": 100, "ttl_dns_cache": 3600}
        self._should_reset_connector = True
        self._proxy = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def compare_here(router: Router) -> None:
    """Let filters written with `F` compare at once: aiogram would send each of them through a thread."""
    for observer in router.observers.values():
        for handler in observer.handlers:
            for found in handler.filters or ():
                if found.magic is not None:
                    found.callback, found.awaitable = _here(found.magic.resolve), True


def _here(compare: Callable[[Any], Any]) -> Callable[[Any], Awaitable[Any]]:
    async def compared(event: Any) -> Any:
        return compare(event)

    return compared
