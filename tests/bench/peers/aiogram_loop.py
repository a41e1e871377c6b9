"""An announcement with aiogram, after its "broadcast" example: one after the other, a nap between them."""

import asyncio
import sys

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter


async def send_message(bot: Bot, user_id: int, text: str, *, paid: bool | None = None) -> bool:
    try:
        await bot.send_message(user_id, text, allow_paid_broadcast=paid)
    except TelegramRetryAfter as wait:
        await asyncio.sleep(wait.retry_after)
        return await send_message(bot, user_id, text, paid=paid)
    except TelegramAPIError:
        return False
    return True


async def main(token: str, api: str, text: str, first: int, count: int) -> None:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    try:
        for user_id in range(first, first + count):
            await send_message(bot, user_id, text)
            await asyncio.sleep(0.05)  # 20 messages per second (Limit: 30 messages per second)
    finally:
        await bot.session.close()


if __name__ == "__main__":
    token, api, text, first, count = sys.argv[1:]
    asyncio.run(main(token, api, text, int(first), int(count)))
