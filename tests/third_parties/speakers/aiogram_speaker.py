"""The part of the bot, played by aiogram."""

import asyncio
import os

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import KICKED, ChatMemberUpdatedFilter, CommandObject, CommandStart
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

DESK = int(os.environ["DESK"])
QUESTION = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Oui", callback_data="oui"),
            InlineKeyboardButton(text="Non", callback_data="non"),
        ]
    ]
)
dispatcher = Dispatcher()


@dispatcher.message(CommandStart(deep_link=True))
async def greet(message: Message, command: CommandObject, bot: Bot) -> None:
    assert message.from_user is not None
    me = await bot.get_me()
    text = f"<b>Bonjour</b> {message.from_user.first_name}, ici {me.username} : {command.args}"
    await message.answer(text, parse_mode="HTML", reply_markup=QUESTION)


@dispatcher.callback_query(F.data == "oui")
async def thank(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    await query.answer("Noté")
    await query.message.edit_text("Merci")


@dispatcher.message(F.photo)
async def return_photo(message: Message, bot: Bot) -> None:
    assert message.photo is not None
    data = await fetch(bot, message.photo[-1].file_id)
    await message.answer_photo(BufferedInputFile(data, "plan.png"), caption=f"{len(data)} octets")


@dispatcher.message(F.document)
async def return_document(message: Message, bot: Bot) -> None:
    assert message.document is not None
    data = await fetch(bot, message.document.file_id)
    file = BufferedInputFile(data, message.document.file_name or "")
    await message.answer_document(file, caption=f"{len(data)} octets")


async def fetch(bot: Bot, file_id: str) -> bytes:
    stream = await bot.download(file_id)
    assert stream is not None
    return stream.read()


@dispatcher.message(F.text == "html")
async def break_html(message: Message, bot: Bot) -> None:
    await attempt(bot, message.chat.id, "<b>Bonjour", "HTML")


@dispatcher.message(F.text == "vite")
async def hurry(message: Message, bot: Bot) -> None:
    await attempt(bot, message.chat.id, "Encore")


@dispatcher.my_chat_member(ChatMemberUpdatedFilter(KICKED))
async def insist(change: ChatMemberUpdated, bot: Bot) -> None:
    await attempt(bot, change.chat.id, "Encore")


async def attempt(bot: Bot, chat_id: int, text: str, parse_mode: str | None = None) -> None:
    try:
        await bot.send_message(chat_id, text, parse_mode=parse_mode)
    except TelegramAPIError as error:
        wait = getattr(error, "retry_after", "")
        await bot.send_message(DESK, f"{type(error).__name__} {wait}")


async def main() -> None:
    server = TelegramAPIServer.from_base(os.environ["SANDBOX_URL"])
    bot = Bot(os.environ["BOT_TOKEN"], session=AiohttpSession(api=server))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
