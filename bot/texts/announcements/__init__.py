"""An announcement in words: to whom it goes, a reader's copy, how far it is."""

from bot.texts.announcements.audience import audience_in_words, requests_in_words
from bot.texts.announcements.copies import Part, copy, fallbacks, seen_button, told
from bot.texts.announcements.markup import Span, dress, excerpt, split, units
from bot.texts.announcements.placeholders import as_written, asks, kept_words, own_words, read_words
from bot.texts.announcements.progress import controls, reason_in_words, standing_text
from bot.texts.announcements.report import report, seen_report

__all__ = [
    "Part",
    "Span",
    "as_written",
    "asks",
    "audience_in_words",
    "controls",
    "copy",
    "dress",
    "excerpt",
    "fallbacks",
    "kept_words",
    "own_words",
    "read_words",
    "reason_in_words",
    "report",
    "requests_in_words",
    "seen_button",
    "seen_report",
    "split",
    "standing_text",
    "told",
    "units",
]
