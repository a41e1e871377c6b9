"""The part of the bot, played by pyTelegramBotAPI."""
# mypy: disable-error-code="assignment,untyped-decorator,no-untyped-call"
# telebot types little of itself, and takes its own addresses for None.

import os
from typing import Any

import telebot
from telebot import apihelper
from telebot.types import InlineKeyboardButton, InlineKeyboardMarkup

DESK = int(os.environ["DESK"])
apihelper.API_URL = os.environ["SANDBOX_URL"] + "/bot{0}/{1}"
apihelper.FILE_URL = os.environ["SANDBOX_URL"] + "/file/bot{0}/{1}"
bot = telebot.TeleBot(os.environ["BOT_TOKEN"], threaded=False)
question = InlineKeyboardMarkup()
question.add(
    InlineKeyboardButton("Oui", callback_data="oui"), InlineKeyboardButton("Non", callback_data="non")
)


@bot.message_handler(commands=["start"])
def greet(message: Any) -> None:
    word = message.text.partition(" ")[2]
    text = f"<b>Bonjour</b> {message.from_user.first_name}, ici {bot.get_me().username} : {word}"
    bot.send_message(message.chat.id, text, parse_mode="HTML", reply_markup=question)


@bot.callback_query_handler(func=lambda query: query.data == "oui")
def thank(query: Any) -> None:
    bot.answer_callback_query(query.id, "Noté")
    bot.edit_message_text("Merci", query.message.chat.id, query.message.message_id)


@bot.message_handler(content_types=["photo"])
def return_photo(message: Any) -> None:
    data = fetch(message.photo[-1].file_id)
    bot.send_photo(message.chat.id, data, caption=f"{len(data)} octets")


@bot.message_handler(content_types=["document"])
def return_document(message: Any) -> None:
    data = fetch(message.document.file_id)
    name = message.document.file_name
    bot.send_document(message.chat.id, data, caption=f"{len(data)} octets", visible_file_name=name)


def fetch(file_id: str) -> bytes:
    return bot.download_file(bot.get_file(file_id).file_path or "")


@bot.message_handler(func=lambda message: message.text == "html")
def break_html(message: Any) -> None:
    attempt(message.chat.id, "<b>Bonjour", "HTML")


@bot.message_handler(func=lambda message: message.text == "vite")
def hurry(message: Any) -> None:
    attempt(message.chat.id, "Encore")


@bot.my_chat_member_handler(func=lambda change: change.new_chat_member.status == "kicked")
def insist(change: Any) -> None:
    attempt(change.chat.id, "Encore")


def attempt(chat_id: int, text: str, parse_mode: str | None = None) -> None:
    try:
        bot.send_message(chat_id, text, parse_mode=parse_mode)
    except apihelper.ApiTelegramException as error:
        wait = error.result_json.get("parameters", {}).get("retry_after", "")
        bot.send_message(DESK, f"{type(error).__name__} {error.error_code} {wait}")


if __name__ == "__main__":
    bot.polling(timeout=5, long_polling_timeout=5)
