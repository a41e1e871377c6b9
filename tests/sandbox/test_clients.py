"""Client libraries that are not ours hold the same short conversation, each with its own token."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import telebot
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from telebot import types as telebot_types
from telegram import InlineKeyboardButton as PtbButton
from telegram import InlineKeyboardMarkup as PtbMarkup
from telegram import Update
from telegram.error import BadRequest, Forbidden, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
)

from tests.sandbox.conftest import AMELIE, PNG, Client

AIOGRAM, PTB, TELEBOT = "51:aiogram-aiogram", "52:ptb-ptb-ptb", "53:telebot-telebot"


async def converse(client: Client, token: str) -> None:
    """The person's half: start, tap, read the edited message, fetch the picture."""
    chat, bot = f"/chats/{AMELIE}", f"bot={token}"
    await client.side(f"POST {chat}/messages?{bot}", {"text": "/start FAMILLE-7"})
    greeting = await client.side(f"GET {chat}/messages?{bot}&after=1&wait=10")
    [message] = greeting["messages"]
    assert (message["text"], message["entities"][0]["type"]) == ("Bonjour Amélie : FAMILLE-7", "bold")
    tap = {"message_id": message["message_id"], "button": "Oui"}
    tapped = await client.side(f"POST {chat}/taps?{bot}", tap)
    assert tapped["answer"] == {"text": "Noté", "show_alert": False}
    after = await client.side(f"GET {chat}/messages?{bot}&after={greeting['seq']}&wait=10")
    edited, photo = sorted(after["messages"], key=lambda one: one["message_id"])
    assert (edited["text"], photo["photo"][0]["width"], photo["caption"]) == ("Merci", 3, "Plan")
    async with client.session.get(
        f"{client.sandbox.url}/sandbox/files/{photo['photo'][0]['file_id']}"
    ) as response:
        assert await response.read() == PNG


@pytest.fixture
async def aiogram_bot(client: Client) -> AsyncIterator[Bot]:
    http = AiohttpSession(api=TelegramAPIServer.from_base(client.sandbox.url))
    async with Bot(AIOGRAM, session=http) as bot:
        yield bot


async def test_conversation_when_the_bot_is_aiogram(client: Client, aiogram_bot: Bot) -> None:
    dispatcher = Dispatcher()
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Oui", callback_data="y")]])

    @dispatcher.message(CommandStart(deep_link=True))
    async def greet(message: Message, command: Any) -> None:
        assert message.from_user is not None
        text = f"<b>Bonjour</b> {message.from_user.first_name} : {command.args}"
        await message.answer(text, parse_mode="HTML", reply_markup=keyboard)

    @dispatcher.callback_query(F.data == "y")
    async def thank(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.answer("Noté")
        await query.message.edit_text("Merci")
        await query.message.answer_photo(BufferedInputFile(PNG, "plan.png"), caption="Plan")

    polling = asyncio.create_task(dispatcher.start_polling(aiogram_bot, handle_signals=False))
    try:
        await converse(client, AIOGRAM)
    finally:
        await dispatcher.stop_polling()
        await polling


@pytest.fixture
async def ptb(client: Client) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    builder = ApplicationBuilder().token(PTB)
    base = f"{client.sandbox.url}/bot"
    application = builder.base_url(base).base_file_url(f"{client.sandbox.url}/file/bot").build()
    async with application:
        yield application


async def test_conversation_when_the_bot_is_python_telegram_bot(client: Client, ptb: Any) -> None:
    async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        assert update.effective_user is not None
        text = f"<b>Bonjour</b> {update.effective_user.first_name} : {(context.args or [''])[0]}"
        markup = PtbMarkup([[PtbButton("Oui", callback_data="y")]])
        await update.message.reply_text(text, parse_mode="HTML", reply_markup=markup)

    async def thank(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("Noté")
        await update.callback_query.edit_message_text("Merci")
        await context.bot.send_photo(AMELIE, PNG, caption="Plan")

    ptb.add_handler(CommandHandler("start", greet))
    ptb.add_handler(CallbackQueryHandler(thank))
    await ptb.start()
    await ptb.updater.start_polling()
    try:
        await converse(client, PTB)
    finally:
        await ptb.updater.stop()
        await ptb.stop()


async def test_errors_when_python_telegram_bot_meets_them(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with ExtBot(client.token, base_url=f"{client.sandbox.url}/bot") as bot:
        assert (await bot.get_me()).username == "sandbox_bot"
        assert (await bot.send_message(AMELIE, "a")).message_id == 1
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(5, "a")
        await client.side("POST /faults", {"method": "sendMessage", "kind": "429", "retry_after": 9})
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(AMELIE, "a")
        assert caught.value.retry_after == timedelta(seconds=9)
        await client.side(f"POST /chats/{AMELIE}/block")
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(AMELIE, "a")


def telebot_speaker() -> telebot.TeleBot:
    bot = telebot.TeleBot(TELEBOT, threaded=False)

    @bot.message_handler(commands=["start"])  # type: ignore[untyped-decorator]  # telebot has no types
    def greet(message: Any) -> None:
        word = message.text.partition(" ")[2]
        markup = telebot_types.InlineKeyboardMarkup()
        markup.add(telebot_types.InlineKeyboardButton("Oui", callback_data="y"))
        text = f"<b>Bonjour</b> {message.from_user.first_name} : {word}"
        bot.send_message(message.chat.id, text, parse_mode="HTML", reply_markup=markup)

    # telebot has no types
    @bot.callback_query_handler(func=lambda query: query.data == "y")  # type: ignore[untyped-decorator,no-untyped-call]
    def thank(query: Any) -> None:
        bot.answer_callback_query(query.id, "Noté")
        bot.edit_message_text("Merci", query.message.chat.id, query.message.message_id)
        bot.send_photo(query.message.chat.id, PNG, caption="Plan")

    return bot


async def test_conversation_when_the_bot_is_pytelegrambotapi(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telebot.apihelper, "API_URL", client.sandbox.url + "/bot{0}/{1}")
    bot = telebot_speaker()
    polling = asyncio.create_task(asyncio.to_thread(bot.polling, timeout=1, long_polling_timeout=1))
    try:
        await converse(client, TELEBOT)
    finally:
        bot.stop_polling()  # type: ignore[no-untyped-call]  # telebot has no types
        await polling
