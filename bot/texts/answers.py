"""Typed answers that are not dates: yes and no, a choice by number or words, phones, postal codes."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.rules.refusals import Unclear
from bot.texts.words import fold, tokens

_YES = frozenset(
    {"oui", "ouais", "yes", "yep", "yeah", "ja", "jawel", "jo", "jep", "ok", "okay", "oke", "d", "accord"}
    | {"correct", "exact", "exactement", "juist", "klopt", "genau", "richtig", "stimmt", "right", "sure"}
)
_NO = frozenset({"non", "pas", "nee", "neen", "nein", "nicht", "niet", "no", "nope", "not", "faux", "fout"})
_UNSURE = frozenset(
    {"sais", "weet", "weiss", "know", "peut", "misschien", "vielleicht", "maybe", "perhaps", "pourquoi"}
)
_LONGEST_ANSWER = 5  # words: a longer text is a question or a story, not a yes
_CLOSE = 0.8


def read_yes_no(text: str) -> bool | None:
    """Yes, no, or None for anything else; the first word that says either decides, in any language."""
    if "\N{THUMBS UP SIGN}" in text:
        return True
    if "\N{THUMBS DOWN SIGN}" in text:
        return False
    words = tokens(text)
    if len(words) > _LONGEST_ANSWER or not _UNSURE.isdisjoint(words):
        return None
    decisive = [word in _YES for word in words if word in _YES or word in _NO]
    return decisive[0] if decisive else None


def read_choice(text: str, labels: Sequence[str]) -> int | None:
    """Which label was meant: its number from 1, its words, some of them, or with a slip; None if unclear."""
    wanted, known = tokens(text), [tokens(label) for label in labels]
    if not wanted:
        return None
    if wanted in known:
        return known.index(wanted)
    number = re.fullmatch(r"(?:n[o°]?|nr)?\s*(\d+)\s*[.)]?", fold(text).strip())
    if number and 1 <= int(number[1]) <= len(labels):
        return int(number[1]) - 1
    within = [place for place, label in enumerate(known) if set(wanted) <= set(label)]
    return within[0] if len(within) == 1 else None if within else _closest(wanted, known)


def read_phone(text: str) -> str:
    """A Belgian number, or any with + and its country: "0470 12 34 56" → "+32470123456". Refused Unclear."""
    number = re.sub(r"[\s./()-]", "", re.sub(r"\(0\)", "", text.strip()))
    if number.startswith("00"):
        number = f"+{number[2:]}"
    elif number.startswith("0"):
        number = f"+32{number[1:]}"
    if not re.fullmatch(r"\+32(?:4[5-9]\d{7}|[1-9]\d{7})|\+(?!32)[1-9]\d{7,14}", number, re.ASCII):
        raise Unclear(what="phone")
    return number


def read_postal_code(text: str) -> str:
    """Four digits, "B-" before and a town behind them allowed. Refused Unclear."""
    found = re.fullmatch(r"\s*(?:b(?:e)?\s*-?\s*)?([1-9]\d{3})(?:[\s,]+[^\d]*)?", fold(text), re.ASCII)
    if not found:
        raise Unclear(what="postal")
    return found[1]


def _closest(wanted: list[str], labels: list[list[str]]) -> int | None:
    """The one label that is a slip of the finger away."""
    said = " ".join(wanted)
    ratios = [SequenceMatcher(None, said, " ".join(label)).ratio() for label in labels]
    best = max(ratios, default=0.0)
    return ratios.index(best) if best >= _CLOSE and ratios.count(best) == 1 else None
