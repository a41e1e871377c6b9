"""What aiogram does anew for every update, done once; what comes out is the same."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
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
