"""Typed half-days: "lundi, mardi matin", "toute la semaine sauf mercredi", "maandag tot donderdag"."""

import re
from dataclasses import dataclass, field

from bot.rules.calendar import FULL_WEEK, Slot, Week
from bot.rules.refusals import Unclear
from bot.texts.words import fold, nearest, weekdays

_MORNING, _AFTERNOON, _BOTH = (0,), (1,), (0, 1)
_PARTS = {
    **dict.fromkeys(("matin", "matins", "matinee", "ochtend", "ochtends", "voormiddag", "vm"), _MORNING),
    **dict.fromkeys(("vormittag", "vormittags", "morgen", "morgens", "morning", "mornings", "am"), _MORNING),
    **dict.fromkeys(("apresmidi", "namiddag", "middag", "nm", "nachmittag", "nachmittags"), _AFTERNOON),
    **dict.fromkeys(("afternoon", "afternoons", "pm"), _AFTERNOON),
    **dict.fromkeys(("journee", "journees", "heledag", "ganztags", "allday", "wholeday", "fullday"), _BOTH),
}
_ALL = frozenset(
    {"semaine", "week", "woche", "jours", "elke", "jeden", "jede", "every", "everyday", "tous", "tout"}
    | {"alles", "all", "tempsplein", "voltijds", "vollzeit", "fulltime"}
)
_EXCEPT = frozenset(
    {"sauf", "excepte", "behalve", "uitgezonderd", "ausser", "except", "without", "sans"}
    | {"pas", "niet", "geen", "nicht", "kein", "keinen", "not"}
)
_TO = frozenset({"au", "a", "tot", "bis", "to", "until", "-", "–", "jusqu"})
_JOINED = {  # one word for what is one thing
    r"apres[ -]*midi": "apresmidi",
    r"hele dag(en)?|volle dag(en)?": "heledag",
    r"(all|whole|full) day": "allday",
    r"temps[ -]plein": "tempsplein",
    r"full[ -]time": "fulltime",
    r"every day": "everyday",
    r"tot en met": "tot",
    r"week[ -]end": "weekend",
}
_FRENCH = {"lu": 0, "ma": 1, "me": 2, "je": 3, "ve": 4}  # "ma" is a Monday in Dutch
_NO_DAYS = frozenset({"die", "mit", "des", "me", "je"})  # words that days begin with
_TOKEN = re.compile(r"[^\W\d_]+|[,;(\n–-]")


@dataclass
class _Reader:
    """Days wait until a part of the day is said about them; those nobody says anything about are whole."""

    slots: set[Slot] = field(default_factory=set)
    waiting: list[int] = field(default_factory=list)  # days named since the last comma
    before: list[int] = field(default_factory=list)  # days named before it, parts still unsaid
    last: list[int] = field(default_factory=list)
    ranging: bool = False
    bracket: bool = False
    understood: bool = False

    def day(self, day: int) -> None:
        self.waiting += range(self.waiting[-1] + 1, day + 1) if self.ranging and self.waiting else [day]
        self.ranging, self.understood = False, True

    def part(self, halves: tuple[int, ...]) -> None:
        """In brackets it is said of all days that wait, otherwise of those since the last comma."""
        if self.bracket or not self.waiting:
            self.waiting, self.before = self.before + self.waiting, []
        days = self.waiting or self.last or list(range(5))
        self.take(days, halves)
        self.last, self.waiting, self.bracket, self.understood = days, [], False, True

    def take(self, days: list[int], halves: tuple[int, ...]) -> None:
        self.slots |= {Slot(2 * day + half) for day in days if day < 5 for half in halves}

    def comma(self) -> None:
        self.before, self.waiting = self.before + self.waiting, []

    def done(self) -> set[Slot]:
        self.take(self.before + self.waiting, _BOTH)
        return self.slots


def read_week(text: str, language: str) -> Week:
    """The half-days that were typed; refused Unclear. A day without more is the whole day."""
    words = _words(text)
    cut = next((place for place, word in enumerate(words) if word in _EXCEPT), len(words))
    excepted = cut < len(words)
    wanted = set(FULL_WEEK) if excepted and not cut else _slots(words[:cut], language)
    spared = _slots(words[cut + 1 :], language) if excepted else set()
    if not wanted or spared is None:
        raise Unclear(what="week")
    return frozenset(wanted - spared)


def _words(text: str) -> list[str]:
    plain = fold(text)
    for several, one in _JOINED.items():
        plain = re.sub(several, one, plain)
    return _TOKEN.findall(plain)


def _slots(words: list[str], language: str) -> set[Slot] | None:
    reader, everything = _Reader(), False
    for word in words:
        if word in _ALL:
            everything = True
        else:
            _feed(reader, word, language)
    if everything and not reader.understood:
        return set(FULL_WEEK)
    return reader.done() if reader.understood else None


def _feed(reader: _Reader, word: str, language: str) -> None:
    if word in ",;\n":
        reader.comma()
    elif word == "(":
        reader.bracket = True
    elif word in _TO and reader.waiting:
        reader.ranging = True
    elif word in _PARTS:
        reader.part(_PARTS[word])
    else:
        _feed_day(reader, word, language)


def _feed_day(reader: _Reader, word: str, language: str) -> None:
    """A day, or a day and its part in one word (maandagvoormiddag)."""
    tail = next((part for part in _PARTS if len(part) > 2 and word.endswith(part)), "")
    name = word.removesuffix(tail)
    if language == "fr" and name in _FRENCH:
        day: int | None = _FRENCH[name]
    else:
        day = None if name in _NO_DAYS else nearest(name, weekdays(language), shortest=2)
    if day is not None:
        reader.day(day)
        if tail:
            reader.part(_PARTS[tail])
