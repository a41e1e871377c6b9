"""An announcement with aiogram, all of it at once, as is often advised; a refusal is waited out."""

import asyncio
import sys

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from tests.bench.peers.aiogram_loop import send_message


async def main(token: str, api: str, text: str, first: int, count: int) -> None:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    try:
        people = range(first, first + count)
        await asyncio.gather(*(send_message(bot, user_id, text, paid=True) for user_id in people))
    finally:
        await bot.session.close()


if __name__ == "__main__":
    token, api, text, first, count = sys.argv[1:]
    asyncio.run(main(token, api, text, int(first), int(count)))
