"""An announcement with python-telegram-bot, its limiter at the paid pace, a hundred in flight."""

import asyncio
import logging
import sys

from telegram.ext import AIORateLimiter, Application

IN_FLIGHT = 100
PER_SECOND = 1_000


async def main(token: str, api: str, text: str, first: int, count: int) -> None:
    limiter = AIORateLimiter(overall_max_rate=PER_SECOND, overall_time_period=1, max_retries=5)
    builder = Application.builder().token(token).base_url(f"{api}/bot").rate_limiter(limiter)
    application = builder.connection_pool_size(IN_FLIGHT).pool_timeout(60).build()
    places = asyncio.Semaphore(IN_FLIGHT)

    async def send(user_id: int) -> None:
        async with places:
            await application.bot.send_message(user_id, text, allow_paid_broadcast=True)

    async with application:
        await asyncio.gather(*map(send, range(first, first + count)), return_exceptions=True)


if __name__ == "__main__":
    logging.disable()  # each refusal would print a page
    token, api, text, first, count = sys.argv[1:]
    asyncio.run(main(token, api, text, int(first), int(count)))
