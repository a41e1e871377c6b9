"""Key and values become a sentence in the reader's language; typed answers become values."""

from bot.texts.answers import read_choice, read_phone, read_postal_code, read_yes_no
from bot.texts.catalogue import BrokenCatalogue
from bot.texts.days import Reading, read_day, read_month
from bot.texts.manner import Money, Percent, half_up
from bot.texts.moments import read_moment
from bot.texts.periods import read_period
from bot.texts.speaker import Html, Speaker, Texts, UnknownKey, snake
from bot.texts.weeks import read_week

__all__ = [
    "BrokenCatalogue",
    "Html",
    "Money",
    "Percent",
    "Reading",
    "Speaker",
    "Texts",
    "UnknownKey",
    "half_up",
    "read_choice",
    "read_day",
    "read_moment",
    "read_month",
    "read_period",
    "read_phone",
    "read_postal_code",
    "read_week",
    "read_yes_no",
    "snake",
]
