"""An announcement with python-telegram-bot and its rate limiter, after its wiki's "Avoiding flood limits".

The limiter is set in the builder and left as it comes; it neither tries again nor holds the others back.
"""

import asyncio
import logging
import sys
from contextlib import suppress

from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, Application


async def main(token: str, api: str, text: str, first: int, count: int) -> None:
    builder = Application.builder().token(token).base_url(f"{api}/bot")
    application = builder.rate_limiter(AIORateLimiter()).build()
    async with application:
        for user_id in range(first, first + count):
            with suppress(TelegramError):
                await application.bot.send_message(user_id, text)


if __name__ == "__main__":
    logging.disable()  # each refusal would print a page
    token, api, text, first, count = sys.argv[1:]
    asyncio.run(main(token, api, text, int(first), int(count)))
