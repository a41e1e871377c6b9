"""Key and values become a sentence in the reader's language; for the way back see `bot.texts.reading`."""

from bot.texts.catalogue import BrokenCatalogue
from bot.texts.manner import Money, Percent, half_up
from bot.texts.speaker import Html, Speaker, Texts, UnknownKey, snake

__all__ = [
    "BrokenCatalogue",
    "Html",
    "Money",
    "Percent",
    "Speaker",
    "Texts",
    "UnknownKey",
    "half_up",
    "snake",
]
