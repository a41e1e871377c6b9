"""python-telegram-bot's bot. Imported when the first letter leaves: it costs most of a second."""

from io import BytesIO

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.courier.judge import judge, unchanged
from bot.courier.letters import Letter
from bot.courier.transport import Wire
from bot.courier.verdict import Verdict


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

    async def send(self, chat_id: int, letter: Letter, *, silently: bool = False) -> int | Verdict:
        """Send one letter: its message id, or why there is none."""
        try:
            message = await self._send(chat_id, letter, silently)
        except TelegramError as error:
            return judge(error)
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, text: str) -> Verdict | None:
        """Change a message; None if it now says so."""
        try:
            await self._bot.edit_message_text(text, chat_id, message_id, parse_mode=ParseMode.HTML)
        except TelegramError as error:
            return None if unchanged(error) else judge(error)
        return None

    async def _send(self, chat_id: int, letter: Letter, silently: bool) -> Message:  # noqa: FBT001 – passed on
        keyboard = _keyboard(letter.buttons)
        if letter.photo is not None:
            return await self._bot.send_photo(
                chat_id,
                _file(letter.photo, letter.file_name),
                caption=letter.text,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                disable_notification=silently,
            )
        if letter.document is not None:
            return await self._bot.send_document(
                chat_id,
                _file(letter.document, letter.file_name),
                caption=letter.text or None,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                disable_notification=silently,
            )
        return await self._bot.send_message(
            chat_id,
            letter.text,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            disable_notification=silently,
        )


def _keyboard(buttons: tuple[tuple[str, str], ...]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=word)] for label, word in buttons]
    )


def _file(content: bytes, name: str) -> InputFile:
    return InputFile(BytesIO(content), filename=name)
