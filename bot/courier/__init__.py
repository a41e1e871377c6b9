"""Delivers queued notices with python-telegram-bot, inside Telegram's limits."""

from bot.courier.courier import Courier
from bot.courier.lead import one_life
from bot.courier.pace import Held, Pace

__all__ = ["Courier", "Held", "Pace", "one_life"]
