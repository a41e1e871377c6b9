"""An announcement in words: to whom it goes, a reader's copy, how far it is."""

from bot.texts.announcements.audience import audience_in_words
from bot.texts.announcements.copies import Part, copy, fallbacks
from bot.texts.announcements.markup import Span, dress, excerpt, split, units
from bot.texts.announcements.placeholders import asks, read_words
from bot.texts.announcements.progress import progress_text

__all__ = [
    "Part",
    "Span",
    "asks",
    "audience_in_words",
    "copy",
    "dress",
    "excerpt",
    "fallbacks",
    "progress_text",
    "read_words",
    "split",
    "units",
]
