"""What a person sees: a text and its buttons. A tap changes the screen in place, a message gets a new one."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

Event = Message | CallbackQuery


@dataclass(frozen=True)
class Button:
    """A label and what a tap on it says: typed callback data, or a link if `url` is given."""

    label: str
    data: CallbackData | str = ""
    url: str | None = None

    def markup(self) -> InlineKeyboardButton:
        if self.url is not None:
            return InlineKeyboardButton(text=self.label, url=self.url)
        data = self.data.pack() if isinstance(self.data, CallbackData) else self.data
        return InlineKeyboardButton(text=self.label, callback_data=data)


@dataclass(frozen=True)
class Screen:
    """A sentence or two (HTML) and rows of buttons; `toast` is the short word that a tap gets besides."""

    text: str
    rows: Sequence[Sequence[Button]] = ()
    toast: str | None = None
    alert: bool = False

    def keyboard(self) -> InlineKeyboardMarkup | None:
        rows = [[button.markup() for button in row] for row in self.rows if row]
        return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


async def show(event: Event, screen: Screen) -> Message | None:
    """Show a screen to the person who just spoke; the message that shows it now, None if they are gone."""
    if isinstance(event, Message):
        return await _send(event, screen)
    shown = await _edit(event, screen)
    await toast(event, screen.toast, alert=screen.alert)
    return shown


async def add(event: Event, screen: Screen) -> Message | None:
    """Show a screen below, leaving what a tap came from as it is."""
    if isinstance(event, Message):
        return await _send(event, screen)
    await toast(event, screen.toast, alert=screen.alert)
    return await _send_to(event, screen)


async def show_photo(event: Event, photo: BufferedInputFile, screen: Screen) -> None:
    """Send a picture with its words and buttons below, leaving what a tap came from as it is."""
    if isinstance(event, CallbackQuery):
        await toast(event, screen.toast, alert=screen.alert)
    if event.bot is None or event.from_user is None:
        return
    with suppress(TelegramForbiddenError):
        await event.bot.send_photo(
            event.from_user.id, photo, caption=screen.text, reply_markup=screen.keyboard()
        )


async def send_document(event: Event, file: BufferedInputFile, screen: Screen) -> None:
    """Send a file with its words and buttons below, leaving what a tap came from as it is."""
    if isinstance(event, CallbackQuery):
        await toast(event, screen.toast, alert=screen.alert)
    if event.bot is None or event.from_user is None:
        return
    with suppress(TelegramForbiddenError):
        await event.bot.send_document(
            event.from_user.id, file, caption=screen.text, reply_markup=screen.keyboard()
        )


async def change(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> None:
    """Show a screen in place of one that this chat has; gone or unchanged, it stays as it is."""
    with suppress(TelegramForbiddenError, TelegramBadRequest):
        await bot.edit_message_text(
            screen.text,
            chat_id=chat_id,
            message_id=message_id,
            reply_markup=screen.keyboard(),
            disable_web_page_preview=True,
        )


async def toast(tap: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Answer a tap; one that is too old to be answered needs no answer."""
    try:
        await tap.answer(text[:200] if text else None, show_alert=alert)
    except TelegramBadRequest:
        return


async def _edit(tap: CallbackQuery, screen: Screen) -> Message | None:
    if not isinstance(tap.message, Message) or tap.message.text is None:
        return await _send_to(tap, screen)  # too old to change, or a picture
    try:
        await tap.message.edit_text(
            screen.text,
            reply_markup=screen.keyboard(),
            link_preview_options=None,
            disable_web_page_preview=True,
        )
    except TelegramForbiddenError:
        return None
    except TelegramBadRequest as problem:
        if "not modified" not in problem.message:
            return await _send_to(tap, screen)
    return tap.message


async def _send(message: Message, screen: Screen) -> Message | None:
    try:
        return await message.answer(
            screen.text, reply_markup=screen.keyboard(), disable_web_page_preview=True
        )
    except TelegramForbiddenError:
        return None


async def _send_to(tap: CallbackQuery, screen: Screen) -> Message | None:
    if tap.bot is None:
        return None
    try:
        return await tap.bot.send_message(
            tap.from_user.id,
            screen.text,
            reply_markup=screen.keyboard(),
            disable_web_page_preview=True,
        )
    except TelegramForbiddenError:
        return None
