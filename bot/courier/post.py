"""python-telegram-bot's bot. Imported when the first letter leaves: it costs most of a second."""

from io import BytesIO
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.courier.judge import judge, unchanged
from bot.courier.letters import Letter
from bot.courier.transport import SENT, Wire
from bot.courier.verdict import Verdict
from bot.rules.announcements import FileKind


class Post:
    """Sends letters. Every end is a value: the number of the message, or a verdict."""

    def __init__(self, token: str, base_url: str, *, connections: int) -> None:
        self._wire = Wire(connections)
        self._bot = Bot(
            token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=self._wire,
            get_updates_request=self._wire,
        )

    async def open(self) -> None:
        await self._wire.initialize()

    async def close(self) -> None:
        await self._wire.shutdown()

    async def send(
        self, chat_id: int, letter: Letter, *, silently: bool = False, paid: bool = False
    ) -> tuple[int, ...] | Verdict:
        """Send one letter: the numbers of its messages (an album has several), or why there are none.

        `paid`: Telegram may take Stars for it.
        """
        how = {"disable_notification": silently or None, "allow_paid_broadcast": paid or None}
        try:
            if letter.deletes:
                await self._bot.delete_messages(chat_id, letter.deletes)
                return letter.deletes
            if letter.edits is not None:
                return await self._change(chat_id, letter.edits, letter)
            if len(letter.files) > 1:
                return await self._send_album(chat_id, letter, **how)
            await self._send(chat_id, letter, **how)
            return (int(SENT.get()["message_id"]),)
        except Exception as error:  # noqa: BLE001 – an answer of any other shape may have been a yes
            return judge(error)

    async def edit(
        self, chat_id: int, message_id: int, text: str, buttons: tuple[tuple[str, str], ...] = ()
    ) -> Verdict | None:
        """Change a message; None if it now says so."""
        try:
            await self._bot.edit_message_text(
                text, chat_id, message_id, parse_mode=ParseMode.HTML, reply_markup=_keyboard(buttons)
            )
        except TelegramError as error:
            return None if unchanged(error) else judge(error)
        return None

    async def _change(self, chat_id: int, message_id: int, letter: Letter) -> tuple[int, ...]:
        how: dict[str, Any] = {"parse_mode": ParseMode.HTML, "reply_markup": _keyboard(letter.buttons)}
        try:
            if letter.files:
                await self._bot.edit_message_caption(chat_id, message_id, caption=letter.text, **how)
            else:
                await self._bot.edit_message_text(letter.text, chat_id, message_id, **how)
        except TelegramError as error:
            if not unchanged(error):
                raise
        return (message_id,)

    async def _send_album(self, chat_id: int, letter: Letter, **how: Any) -> tuple[int, ...]:
        album = [_IN_ALBUM[file.kind](file.id) for file in letter.files]
        how |= {"caption": letter.text or None, "parse_mode": ParseMode.HTML}
        messages = await self._bot.send_media_group(chat_id, album, **how)
        return tuple(message.message_id for message in messages)

    async def _send(self, chat_id: int, letter: Letter, **how: Any) -> None:
        how |= {"parse_mode": ParseMode.HTML, "reply_markup": _keyboard(letter.buttons)}
        photo, document = _attached(letter)
        if photo is not None:
            await self._bot.send_photo(chat_id, photo, caption=letter.text or None, **how)
        elif document is not None:
            await self._bot.send_document(chat_id, document, caption=letter.text or None, **how)
        else:
            await self._bot.send_message(chat_id, letter.text, **how)


_IN_ALBUM = {FileKind.PHOTO: InputMediaPhoto, FileKind.DOCUMENT: InputMediaDocument}


def _keyboard(buttons: tuple[tuple[str, str], ...]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=word)] for label, word in buttons]
    )


def _attached(letter: Letter) -> tuple[InputFile | str | None, InputFile | str | None]:
    """A letter's photo and its document: drawn here, or known to Telegram by an id."""
    known = {file.kind: file.id for file in letter.files}
    photo = _file(letter.photo, letter.file_name) or known.get(FileKind.PHOTO)
    return photo, _file(letter.document, letter.file_name) or known.get(FileKind.DOCUMENT)


def _file(content: bytes | None, name: str) -> InputFile | None:
    return None if content is None else InputFile(BytesIO(content), filename=name)
