"""When the answer is no: a Refusal becomes its sentence; anything else an apology and a line in the log."""

import logging

from aiogram import Router
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot.ports import AlreadyHandled
from bot.rules.refusals import Refusal
from bot.texts import Speaker, Texts
from handlers.screens import Button, Screen, add

router = Router(name="errors")
log = logging.getLogger("cigogne.handlers")


@router.error()
async def said_no(event: ErrorEvent, texts: Texts, t: Speaker | None = None) -> None:
    """Tell the person who spoke; nothing of what they had entered is lost."""
    if isinstance(event.exception, AlreadyHandled):
        raise event.exception
    inner = event.update.message or event.update.callback_query or event.update.edited_message
    speak = t or texts.speaker("fr")
    if isinstance(event.exception, Refusal):
        said = speak.no(event.exception)
    else:
        log.error("handler failed", exc_info=event.exception, extra={"update_id": event.update.update_id})
        said = speak("error.ours")
    if isinstance(inner, Message | CallbackQuery):
        await add(inner, Screen(said, [[Button(speak.plain("menu.open"), "menu")]]))
