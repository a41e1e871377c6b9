"""python-telegram-bot's bot. Imported when the first letter leaves: it costs most of a second."""

from io import BytesIO
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.courier.judge import judge, unchanged
from bot.courier.letters import Letter
from bot.courier.transport import SENT, Wire
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

    async def send(
        self, chat_id: int, letter: Letter, *, silently: bool = False, paid: bool = False
    ) -> int | Verdict:
        """Send one letter: its message id, or why there is none. `paid`: Telegram may take Stars for it."""
        try:
            await self._send(
                chat_id, letter, disable_notification=silently, allow_paid_broadcast=paid or None
            )
            return int(SENT.get()["message_id"])
        except Exception as error:  # noqa: BLE001 – an answer of any other shape may have been a yes
            return judge(error)

    async def edit(self, chat_id: int, message_id: int, text: str) -> Verdict | None:
        """Change a message; None if it now says so."""
        try:
            await self._bot.edit_message_text(text, chat_id, message_id, parse_mode=ParseMode.HTML)
        except TelegramError as error:
            return None if unchanged(error) else judge(error)
        return None

    async def _send(self, chat_id: int, letter: Letter, **how: Any) -> None:
        how |= {"parse_mode": ParseMode.HTML, "reply_markup": _keyboard(letter.buttons)}
        if letter.photo is not None:
            photo = _file(letter.photo, letter.file_name)
            await self._bot.send_photo(chat_id, photo, caption=letter.text, **how)
        elif letter.document is not None:
            document = _file(letter.document, letter.file_name)
            await self._bot.send_document(chat_id, document, caption=letter.text or None, **how)
        else:
            await self._bot.send_message(chat_id, letter.text, **how)


def _keyboard(buttons: tuple[tuple[str, str], ...]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=word)] for label, word in buttons]
    )


def _file(content: bytes, name: str) -> InputFile:
    return InputFile(BytesIO(content), filename=name)
