"""Typed answers become values, in any of our languages. Who only tells never loads it."""

from bot.texts.answers import read_choice, read_phone, read_postal_code, read_yes_no
from bot.texts.days import Reading, read_day, read_month
from bot.texts.moments import read_moment
from bot.texts.periods import read_period
from bot.texts.weeks import read_week

__all__ = [
    "Reading",
    "read_choice",
    "read_day",
    "read_moment",
    "read_month",
    "read_period",
    "read_phone",
    "read_postal_code",
    "read_week",
    "read_yes_no",
]
