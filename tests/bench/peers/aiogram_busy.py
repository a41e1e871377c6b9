"""A bot on aiogram that answers whoever speaks, while it makes an announcement with all of it at once."""

import asyncio
import logging
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

from tests.bench.peers.aiogram_loop import send_message


async def answer(message: Message) -> None:
    await message.answer("?")


async def main(token: str, api: str, text: str, first: int, count: int) -> None:
    bot, dispatcher = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api))), Dispatcher()
    dispatcher.message.register(answer)
    copies = asyncio.gather(*(send_message(bot, user_id, text) for user_id in range(first, first + count)))
    await dispatcher.start_polling(bot)
    await copies


if __name__ == "__main__":
    logging.disable()  # each refusal would print a page
    token, api, text, first, count = sys.argv[1:]
    asyncio.run(main(token, api, text, int(first), int(count)))
