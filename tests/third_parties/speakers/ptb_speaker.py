"""The part of the bot, played by python-telegram-bot."""

import os

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TelegramError
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

DESK = int(os.environ["DESK"])
QUESTION = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Oui", callback_data="oui"), InlineKeyboardButton("Non", callback_data="non")]]
)
Context = ContextTypes.DEFAULT_TYPE


async def greet(update: Update, context: Context) -> None:
    assert update.message is not None
    assert update.effective_user is not None
    me = await context.bot.get_me()
    word = (context.args or [""])[0]
    text = f"<b>Bonjour</b> {update.effective_user.first_name}, ici {me.username} : {word}"
    await update.message.reply_text(text, parse_mode="HTML", reply_markup=QUESTION)


async def thank(update: Update, context: Context) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Noté")
    await update.callback_query.edit_message_text("Merci")


async def return_photo(update: Update, context: Context) -> None:
    assert update.message is not None
    data = await fetch(context.bot, update.message.photo[-1].file_id)
    await update.message.reply_photo(data, caption=f"{len(data)} octets")


async def return_document(update: Update, context: Context) -> None:
    assert update.message is not None
    assert update.message.document is not None
    data = await fetch(context.bot, update.message.document.file_id)
    name = update.message.document.file_name
    await update.message.reply_document(data, filename=name, caption=f"{len(data)} octets")


async def fetch(bot: Bot, file_id: str) -> bytes:
    file = await bot.get_file(file_id)
    return bytes(await file.download_as_bytearray())


async def break_html(update: Update, context: Context) -> None:
    assert update.effective_chat is not None
    await attempt(context.bot, update.effective_chat.id, "<b>Bonjour", "HTML")


async def hurry(update: Update, context: Context) -> None:
    assert update.effective_chat is not None
    await attempt(context.bot, update.effective_chat.id, "Encore")


async def insist(update: Update, context: Context) -> None:
    assert update.my_chat_member is not None
    if update.my_chat_member.new_chat_member.status == "kicked":
        await attempt(context.bot, update.my_chat_member.chat.id, "Encore")


async def attempt(bot: Bot, chat_id: int, text: str, parse_mode: str | None = None) -> None:
    try:
        await bot.send_message(chat_id, text, parse_mode=parse_mode)
    except TelegramError as error:
        wait = getattr(error, "retry_after", "")
        await bot.send_message(DESK, f"{type(error).__name__} {wait}")


def main() -> None:
    url = os.environ["SANDBOX_URL"]
    builder = ApplicationBuilder().token(os.environ["BOT_TOKEN"])
    application = builder.base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
    application.add_handler(CommandHandler("start", greet))
    application.add_handler(CallbackQueryHandler(thank, "^oui$"))
    application.add_handler(MessageHandler(filters.PHOTO, return_photo))
    application.add_handler(MessageHandler(filters.Document.ALL, return_document))
    application.add_handler(MessageHandler(filters.Text(["html"]), break_html))
    application.add_handler(MessageHandler(filters.Text(["vite"]), hurry))
    application.add_handler(ChatMemberHandler(insist, ChatMemberHandler.MY_CHAT_MEMBER))
    application.run_polling()


if __name__ == "__main__":
    main()
