"""Typed days and months, day first, in any of our languages whatever the current one. Guesses are flagged."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.calendar import Month, months_after
from bot.rules.refusals import DayDoesNotExist, Unclear
from bot.texts.words import months, nearest, tokens

# What the pieces of a typed date are (n: number, y: number of four digits, m: month by name, p: part of a
# month) and what they mean in that order (d: day, m: month, y: year, p: part).
_DAYS = {
    "nmy": "dmy", "nmn": "dmy", "nm": "dm", "nny": "dmy", "nnn": "dmy", "nn": "dm", "ynn": "ymd",
    "ymn": "ymd", "mny": "mdy", "mnn": "mdy", "mn": "md", "pmy": "pmy", "pmn": "pmy", "pm": "pm",
    "my": "my", "ym": "ym", "ny": "my", "yn": "ym",
}  # fmt: skip
_MONTHS = {**_DAYS, "m": "m", "mn": "my", "nn": "my"}

_PARTS = {  # a part of a month, as a day in the middle of it
    **dict.fromkeys(("debut", "begin", "anfang", "early", "beginning", "start"), 5),
    **dict.fromkeys(("mi", "mid", "milieu", "midden", "medio", "half", "mitte", "middle"), 15),
    **dict.fromkeys(("fin", "eind", "einde", "ende", "end", "late"), 25),
}
_FIRST = dict.fromkeys(("premier", "eerste", "erster", "ersten", "first"), "1")
_NEAR = {
    **dict.fromkeys(("aujourd", "vandaag", "heute", "today"), 0),
    **dict.fromkeys(("demain", "morgen", "tomorrow"), 1),
    **dict.fromkeys(("hier", "gisteren", "gestern", "yesterday"), -1),
}
_IN = ("dans", "over", "in")
_DAYS_AHEAD = {
    **dict.fromkeys(("jour", "jours", "dag", "dagen", "tag", "tage", "tagen", "day", "days"), 1),
    **dict.fromkeys(("semaine", "semaines", "week", "weken", "weeks", "woche", "wochen"), 7),
}
_MONTHS_AHEAD = ("mois", "maand", "maanden", "monat", "monate", "monaten", "month", "months")
_SCHOOL_YEAR = ("rentree", "schoolbegin", "schooljaar", "schulbeginn", "schulanfang", "schuljahr")


@dataclass(frozen=True)
class Reading:
    """A day as it was understood; `guessed` names what was not said: "year", "century", "day", "order"."""

    day: date
    guessed: frozenset[str] = frozenset()

    @property
    def month(self) -> Month:
        return Month.of(self.day)


def read_day(text: str, language: str, today: date, *, ahead: bool | None = None) -> Reading:
    """The day that was typed. Without a year: the nearest such day, or the next (`ahead`), or the last.

    Refused Unclear, or DayDoesNotExist (the 31st of February).
    """
    words = tokens(text)
    return _near(words, today) or _read(words, language, _DAYS, _Nearby(today, ahead, "day"))


def read_past_day(text: str, language: str, today: date) -> date:
    """A day that is past, as typed: the last such one. Refused Unclear too where it is a month alone."""
    reading = read_day(text, language, today, ahead=False)
    if "day" in reading.guessed:
        raise Unclear(what="day")
    return reading.day


def tapped_day(word: str) -> date:
    """The day that a button carries, "2027-03-15" or "20270315". Refused Unclear where it was forged."""
    try:
        return date.fromisoformat(word)
    except ValueError as problem:
        raise Unclear(what="day") from problem


def read_month(text: str, language: str, today: date, *, ahead: bool | None = True) -> Reading:
    """The month that was typed (take `.month`). Without a year: the next such month. Refused Unclear."""
    words = tokens(text)
    if any(word in _SCHOOL_YEAR for word in words):
        words = [*(word for word in words if word.isdecimal()), "septembre"]
    return _near(words, today) or _read(words, language, _MONTHS, _Nearby(today, ahead, "month"))


@dataclass(frozen=True)
class _Nearby:
    """How the unsaid is guessed: around a day, before or after it; `what` names the question."""

    today: date
    ahead: bool | None
    what: str

    def year(self, day: int, month: int) -> int:
        """The year in which such a day (or month) is nearest, on the side that is asked about."""
        around = range(self.today.year - 8, self.today.year + 9)  # wide enough for a 29th of February
        days = [date(year, month, day) for year in around if day <= Month(year, month).last.day]
        fitting = [found for found in days if self._on_side(found)]
        return min(fitting, key=self._distance).year if fitting else self.today.year

    def century(self, year: int) -> int:
        return min((century + year for century in (1900, 2000, 2100)), key=lambda y: abs(y - self.today.year))

    def _on_side(self, day: date) -> bool:
        if self.what == "month":
            day, today = day.replace(day=1), self.today.replace(day=1)
        else:
            today = self.today
        return self.ahead is None or (day >= today if self.ahead else day <= today)

    def _distance(self, day: date) -> int:
        return abs(day.toordinal() - self.today.toordinal())


def _near(words: list[str], today: date) -> Reading | None:
    """Yesterday, today, tomorrow; in three weeks, in two months."""
    if not any(word.isdecimal() for word in words):
        return next((Reading(today + timedelta(days=_NEAR[word])) for word in words if word in _NEAR), None)
    for ahead, number, unit in zip(words, words[1:], words[2:], strict=False):
        if ahead not in _IN or not number.isdecimal() or int(number) > 99:
            continue
        if unit in _DAYS_AHEAD:
            return Reading(today + timedelta(days=int(number) * _DAYS_AHEAD[unit]))
        if unit in _MONTHS_AHEAD:
            return Reading(months_after(today, int(number)), frozenset({"day"}))
    return None


def _read(words: list[str], language: str, shapes: dict[str, str], nearby: _Nearby) -> Reading:
    pieces = [piece for word in words for piece in _pieces(_FIRST.get(word, word), language)]
    order = shapes.get("".join(kind for kind, _ in pieces))
    if order is None:
        raise Unclear(what=nearby.what)
    said = dict(zip(order, (value for _, value in pieces), strict=True))
    return _settle(said, nearby, short_year="y" not in {kind for kind, _ in pieces})


def _pieces(word: str, language: str) -> list[tuple[str, int]]:
    """What a word is, if it belongs to a date at all; eight digits in a row are a whole date."""
    if word.isdecimal():
        if len(word) == 8:
            iso = int(word[2:4]) > 12 and int(word[4:6]) <= 12
            return _numbers((word[:4], word[4:6], word[6:]) if iso else (word[:2], word[2:4], word[4:]))
        return _numbers((word,))
    if word in _PARTS:
        return [("p", _PARTS[word])]
    month = nearest(word, months(language))
    return [] if month is None else [("m", month)]


def _numbers(digits: tuple[str, ...]) -> list[tuple[str, int]]:
    kinds = {1: "n", 2: "n", 4: "y"}
    return [(kinds.get(len(number), "?"), int(number)) for number in digits]


def _settle(said: dict[str, int], nearby: _Nearby, *, short_year: bool) -> Reading:
    """Guess what was not said, flag it, and see that the day exists."""
    guessed = set() if "d" in said else {"day"}
    day, month = said.get("d", said.get("p", 15)), said["m"]
    if month > 12 >= day and "d" in said:
        day, month = month, day
        guessed.add("order")
    if not 1 <= month <= 12 or day == 0:
        raise Unclear(what=nearby.what)
    year, guess = _year(said.get("y"), day, month, nearby, short=short_year)
    if not 1900 <= year <= 2199:
        raise Unclear(what=nearby.what)
    return Reading(_existing(day, Month(year, month)), frozenset(guessed | guess))


def _year(said: int | None, day: int, month: int, nearby: _Nearby, *, short: bool) -> tuple[int, set[str]]:
    if said is None:
        return nearby.year(day, month), {"year"}
    return (nearby.century(said), {"century"}) if short else (said, set())


def _existing(day: int, month: Month) -> date:
    if day > month.last.day:
        raise DayDoesNotExist(day=day, month=month, last=month.last)
    return month.first.replace(day=day)
