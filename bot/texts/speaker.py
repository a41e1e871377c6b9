"""Key and values in, a sentence in the reader's language out."""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time
from enum import Enum
from fractions import Fraction
from functools import cache, cached_property
from html import escape
from pathlib import Path
from typing import Any

from bot.rules.calendar import FULL_WEEK, Month, Period, Slot
from bot.rules.colleagues import Band
from bot.rules.people import LANGUAGES
from bot.rules.places import Sponsor
from bot.rules.policy import Creche
from bot.rules.references import grouped
from bot.rules.refusals import Refusal
from bot.texts.catalogue import BrokenCatalogue, Catalogue, compare, cut, read_catalogue
from bot.texts.manner import Manner, Money, Percent

LOCALES = Path(__file__).parents[2] / "locales"
REFERENCE = LANGUAGES[0]


class UnknownKey(KeyError):  # noqa: N818 – the name says it
    """No sentence has that key, or the sentence lacks a value it needs."""


class Html(str):
    """Words that are Telegram HTML already: sentences, or several of them joined."""

    __slots__ = ()


def snake(name: str) -> str:
    """DueDateTooFar → due_date_too_far."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


class Speaker:
    """One language. Calling it gives Telegram HTML; `plain` gives words for buttons, toasts and pictures."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.language = catalogue.language
        self._catalogue = catalogue

    def __call__(self, key: str, /, **values: Any) -> Html:
        """The sentence as Telegram HTML, values escaped unless they are `Html`; UnknownKey."""
        return Html(self._said(key, values, lambda text: text if isinstance(text, Html) else _escaped(text)))

    def plain(self, key: str, /, **values: Any) -> str:
        """The sentence without any escaping; UnknownKey."""
        return self._said(key, values, str)

    def no(self, refusal: Refusal) -> Html:
        """A refusal's sentence: the one for its first word if there is such (`refusal.unclear.day`)."""
        key = f"refusal.{snake(type(refusal).__name__)}"
        values = refusal.values()
        words = [f"{key}.{word}" for word in refusal.words()]
        if "reference" in values:
            values["reference"] = grouped(values["reference"])
        return self(next(filter(self.knows, words), key), **values)

    def show(self, value: Any) -> str:
        """A value in this language's manner, by its type; TypeError for a type that has none."""
        for kind, write in self._manners:
            if isinstance(value, kind):
                return write(value)
        raise TypeError(f"no manner to write {value!r}")

    def list(self, words: Sequence[Any]) -> str:
        """Values joined with "and"; a dash for none."""
        return self.manner.list([self.show(word) for word in words])

    @cached_property
    def languages(self) -> dict[str, str]:
        """The bot's languages by the names they have in this one: nl is "néerlandais"."""
        return {code: self.manner.language(code) for code in LANGUAGES}

    def weekday(self, index: int) -> str:
        """The name of a weekday, Monday being 0."""
        return self.manner.weekday(index)

    def names(self, slot: Slot) -> str:
        """A half-day by its name: lundi matin."""
        return self.plain(
            f"value.half_day.{'afternoon' if slot % 2 else 'morning'}", day=self.weekday(slot.weekday)
        )

    def brief(self, slot: Slot) -> str:
        """A half-day on a button that has half a phone's width: lun. après-midi."""
        half = "afternoon" if slot % 2 else "morning"
        return self.plain(f"value.half_day.brief_{half}", day=self.manner.brief_weekday(slot.weekday))

    def week(self, week: Collection[Slot]) -> str:
        """Half-days in words, whole days together: lundi et mardi (journée entière), mercredi (matin)."""
        if set(week) == FULL_WEEK:
            return self.plain("value.week.all")
        parts = [
            self.plain(f"value.week.{part}", days=self.list([self.weekday(day) for day in days]))
            for part, days in _by_part(week).items()
            if days
        ]
        return ", ".join(parts) or self.plain("value.week.none")

    def short_week(self, week: Collection[Slot]) -> str:
        """Half-days in as few letters as a line has room for: lu, ma, me mat."""
        if set(week) == FULL_WEEK:
            return self.plain("value.week.all")
        days = sorted({slot.weekday for slot in week})
        return ", ".join(self._short_day(day, [slot for slot in week if slot.weekday == day]) for day in days)

    def _short_day(self, day: int, slots: Sequence[Slot]) -> str:
        name = self.manner.short_weekday(day)
        if len(slots) == 2:
            return name
        half = "afternoon" if slots[0] % 2 else "morning"
        return self.plain(f"value.half_day.short_{half}", day=name)

    def period(self, period: Period) -> str:
        """From a day to a day, or from a day on."""
        key = "value.period.open" if period.end is None else "value.period.closed"
        return self.plain(key, start=period.start, **({} if period.end is None else {"end": period.end}))

    def band(self, band: Band) -> str:
        """A count of people as a band."""
        if band.low is None:
            return self.plain("value.band.fewer", high=band.high)
        return self.plain("value.band.range", low=band.low, high=band.high)

    def word(self, member: Enum) -> str:
        """A member of an enumeration by its sentence: `State.PAUSED` is `state.paused`."""
        return self.plain(f"{snake(type(member).__name__)}.{member.name.lower()}")

    def knows(self, key: str) -> bool:
        """Whether a sentence has that key."""
        return key in self._catalogue.sentences

    @cached_property
    def manner(self) -> Manner:
        return Manner(self._catalogue.locale)

    @cached_property
    def _manners(self) -> tuple[tuple[Any, Callable[[Any], str]], ...]:
        manner = self.manner
        return (
            (Slot, self.names),
            (Enum, self.word),
            (str, lambda text: text),
            (bool, self._unwritable),
            (int, manner.whole),
            ((Fraction, float), manner.decimal),
            (datetime, manner.moment),
            (date, manner.day),
            (time, manner.hour),
            (Month, manner.month),
            (Money, manner.money),
            (Percent, manner.percent),
            (Period, self.period),
            (Band, self.band),
            ((Creche, Sponsor), lambda thing: thing.name),
            (frozenset, self._set),
            ((list, tuple), self.list),
            (type(None), lambda _: "–"),
        )

    def _set(self, things: frozenset[Any]) -> str:
        if all(isinstance(thing, Slot) for thing in things):
            return self.week(things)
        return self.list(sorted(self.show(thing) for thing in things))

    def _unwritable(self, value: Any) -> str:
        raise TypeError(f"no manner to write {value!r}")

    def _said(self, key: str, values: dict[str, Any], dress: Callable[[str], str]) -> str:
        forms = self._sentence(key)
        form = _pieces(forms[self._form(values.get("n")) if len(forms) > 1 else 0])
        try:
            return "".join(
                words if name is None else words + dress(self._apart(values[name])) for words, name in form
            )
        except KeyError as missing:
            raise UnknownKey(f"{key} needs a value for {missing}") from missing

    def _sentence(self, key: str) -> tuple[str, ...]:
        found = self._catalogue.sentences.get(key)
        if found is None:
            raise UnknownKey(key)
        return found

    def _form(self, n: Any) -> int:
        if n is None:
            raise UnknownKey("a sentence with plural forms needs n")
        return self._catalogue.form_of(n if isinstance(n, int) else self.manner.form(n))

    def _apart(self, value: Any) -> str:
        """Values keep their own direction inside a sentence that runs from right to left."""
        shown = self.show(value)
        if not self.manner.right_to_left:
            return shown
        return type(shown)(f"\N{FIRST STRONG ISOLATE}{shown}\N{POP DIRECTIONAL ISOLATE}")


class Texts:
    """All languages."""

    def __init__(self, catalogues: dict[str, Catalogue]) -> None:
        self._speakers = {language: Speaker(catalogue) for language, catalogue in catalogues.items()}
        self.languages = tuple(catalogues)

    @classmethod
    @cache
    def load(cls, folder: Path = LOCALES) -> "Texts":
        """Read every <language>/LC_MESSAGES/messages.po once; BrokenCatalogue names file and line."""
        paths = {path.parts[-3]: path for path in folder.glob("*/LC_MESSAGES/messages.po")}
        if REFERENCE not in paths:
            raise BrokenCatalogue(folder / REFERENCE, None, "no catalogue of the reference language is here")
        order = sorted(paths, key=lambda name: (LANGUAGES.index(name) if name in LANGUAGES else 99, name))
        catalogues = {language: read_catalogue(paths[language], language) for language in order}
        for catalogue in catalogues.values():
            compare(catalogue, catalogues[REFERENCE])
        return cls(catalogues)

    def speaker(self, language: str) -> Speaker:
        """Who speaks that language; the reference language for one that nobody speaks."""
        return self._speakers.get(language) or self._speakers[REFERENCE]

    def closest(self, code: str | None) -> str:
        """The language nearest to Telegram's code ("nl-BE" → nl); French, the reference, for any other."""
        language = (code or "").replace("_", "-").split("-")[0].lower()
        return language if language in self._speakers else REFERENCE


#: What was said once is said again.
_pieces = cache(cut)


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _by_part(week: Collection[Slot]) -> dict[str, list[int]]:
    parts: dict[str, list[int]] = {"days": [], "mornings": [], "afternoons": []}
    for day in range(5):
        morning, afternoon = Slot(2 * day) in week, Slot(2 * day + 1) in week
        if morning or afternoon:
            parts["days" if morning and afternoon else "mornings" if morning else "afternoons"].append(day)
    return parts
