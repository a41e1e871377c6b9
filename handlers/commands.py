"""The commands that Telegram lists, in every language."""

from aiogram import Bot
from aiogram.types import BotCommand

from bot.texts import Texts

COMMANDS = ("menu", "signup", "status", "mydata", "privacy", "language", "help", "stop")


async def tell_commands(bot: Bot, texts: Texts) -> None:
    """French is what Telegram shows where it knows no better."""
    for language in texts.languages:
        t = texts.speaker(language)
        commands = [BotCommand(command=word, description=t.plain(f"command.{word}")) for word in COMMANDS]
        await bot.set_my_commands(commands, language_code=language)
        if language == "fr":
            await bot.set_my_commands(commands)
