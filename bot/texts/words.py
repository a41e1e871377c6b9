"""Typed words made comparable: no case, no accents; names of days and months in all of our languages."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from bot.rules.people import LANGUAGES

_WIDTHS = [(width, context) for width in ("wide", "abbreviated") for context in ("format", "stand-alone")]


def fold(text: str) -> str:
    """Lower case, without accents, apostrophes alike: "Février" → "fevrier"."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def tokens(text: str) -> list[str]:
    """Its numbers and words, folded: "1er Avril" → ["1", "er", "avril"]."""
    return re.findall(r"\d+|[^\W\d_]+", fold(text))


def nearest(word: str, names: Mapping[str, int], *, shortest: int = 3) -> int | None:
    """What a word means: the name itself, the beginning of one meaning only, or a name with a slip in it."""
    if word in names:
        return names[word]
    if len(word) < shortest:
        return None
    begun = {number for name, number in names.items() if name.startswith(word)}
    if len(begun) == 1:
        return begun.pop()
    close = get_close_matches(word, names, n=1, cutoff=0.8) if len(word) > 4 else []
    return names[close[0]] if close else None


@cache
def months(language: str) -> dict[str, int]:
    """Names and abbreviations of the months, 1 to 12, in our languages and that one."""
    return _folded(
        (str(name), number)
        for locale in _locales(language)
        for width, context in _WIDTHS
        for number, name in get_month_names(width, context, locale).items()  # type: ignore[arg-type]  # literals, spelled out above
    )


@cache
def weekdays(language: str) -> dict[str, int]:
    """Names and abbreviations of the weekdays, Monday being 0, in our languages and that one."""
    return _folded(
        (str(name), number)
        for locale in _locales(language)
        for width, context in _WIDTHS
        for number, name in get_day_names(width, context, locale).items()  # type: ignore[arg-type]  # likewise
    )


def _folded(names: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The first meaning wins, so a reader's own language has to come first."""
    known: dict[str, int] = {}
    for name, number in names:
        known.setdefault("".join(tokens(name)), number)
    return known


def _locales(language: str) -> list[Locale]:
    found = []
    for code in dict.fromkeys((language, *LANGUAGES)):
        try:
            found.append(Locale.parse(code))
        except (UnknownLocaleError, ValueError):
            continue  # a language without names of its own is read in ours
    return found
