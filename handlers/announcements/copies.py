"""Shows an author a copy as its reader will get it."""

from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto

from bot.rules.announcements import FileGone, FileKind
from bot.texts.announcements import Part
from handlers.screens import Button, Screen

_IN_ALBUM = {FileKind.PHOTO: InputMediaPhoto, FileKind.DOCUMENT: InputMediaDocument}


async def show_copy(
    bot: Bot, chat_id: int, parts: tuple[Part, ...], buttons: tuple[tuple[str, str], ...] = ()
) -> None:
    """Each part below the other, the buttons below the last; nothing to whoever has blocked the bot.

    Refused FileGone.
    """
    below = Screen("", [[Button(label, word)] for label, word in buttons]).keyboard()
    with suppress(TelegramForbiddenError):
        for part in parts:
            try:
                await _show(bot, chat_id, part, below if part is parts[-1] else None)
            except TelegramBadRequest as no:
                raise FileGone if part.files else no from no


async def _show(bot: Bot, chat_id: int, part: Part, below: InlineKeyboardMarkup | None) -> None:
    words, files = part.words or None, part.files
    if len(files) > 1:
        first = _IN_ALBUM[files[0].kind](media=files[0].id, caption=words, parse_mode="HTML")
        rest = [_IN_ALBUM[file.kind](media=file.id) for file in files[1:]]
        await bot.send_media_group(chat_id, [first, *rest])
    elif files and files[0].kind is FileKind.PHOTO:
        await bot.send_photo(chat_id, files[0].id, caption=words, reply_markup=below)
    elif files:
        await bot.send_document(chat_id, files[0].id, caption=words, reply_markup=below)
    else:
        await bot.send_message(chat_id, part.words, reply_markup=below)
