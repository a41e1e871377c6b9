"""A bot on python-telegram-bot, its limiter as it comes, that answers while it makes an announcement."""

import asyncio
import logging
import sys
from contextlib import suppress

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, Application, ContextTypes, MessageHandler, filters


async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None:
        await update.message.reply_text("?")


async def main(token: str, api: str, text: str, first: int, count: int) -> None:
    builder = Application.builder().token(token).base_url(f"{api}/bot")
    application = builder.rate_limiter(AIORateLimiter()).build()
    application.add_handler(MessageHandler(filters.ALL, answer))
    async with application:
        await application.start()
        if application.updater is not None:
            await application.updater.start_polling()
        for user_id in range(first, first + count):
            with suppress(TelegramError):
                await application.bot.send_message(user_id, text)
        await asyncio.Event().wait()


if __name__ == "__main__":
    logging.disable()  # each refusal would print a page
    token, api, text, first, count = sys.argv[1:]
    asyncio.run(main(token, api, text, int(first), int(count)))
