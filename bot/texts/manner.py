"""How a language writes values: days, hours, numbers, money, lists. No two-digit year, 24-hour clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from babel import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from bot.rules.calendar import BRUSSELS, Month

_FIRST = {"fr": ("1 ", "1er ")}  # languages that write the first of a month in their own way (Babel does not)


@dataclass(frozen=True)
class Money:
    """An amount in cents of euro."""

    cents: int


@dataclass(frozen=True)
class Percent:
    """A share, 1 being the whole; shown with one decimal, half up. None is shown as a dash."""

    share: Fraction | None


def half_up(number: Fraction | float, places: int = 1) -> Decimal:
    """Rounded to so many decimals, half away from zero, without a binary detour."""
    exact = Fraction(str(number)) if isinstance(number, float) else Fraction(number)
    scaled = abs(exact) * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


class Manner:
    """One language's way to write values, by Babel's data for its locale."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._weekdays = [str(get_day_names("wide", "stand-alone", locale)[day]) for day in range(7)]
        self._brief_weekdays = [str(get_day_names("abbreviated", "stand-alone", locale)[d]) for d in range(7)]
        self._short_weekdays = [str(get_day_names("short", "stand-alone", locale)[day]) for day in range(7)]
        self._long, self._full = (locale.date_formats[style].pattern for style in ("long", "full"))
        self.right_to_left = locale.text_direction == "rtl"

    def day(self, day: date) -> str:
        """15 mars 2027."""
        return self._first(day, format_date(day, self._long, self._locale))

    def brief_day(self, day: date) -> str:
        """On a button, where the year goes without saying: 15 mars, 7 déc."""
        pattern = str(self._locale.datetime_skeletons["MMMd"])
        return self._first(day, format_date(day, pattern, self._locale))

    def weekday(self, index: int) -> str:
        """Monday being 0: lundi."""
        return self._weekdays[index]

    def brief_weekday(self, index: int) -> str:
        """Monday being 0: lun."""
        return self._brief_weekdays[index]

    def short_weekday(self, index: int) -> str:
        """Monday being 0: lu."""
        return self._short_weekdays[index]

    def moment(self, moment: datetime) -> str:
        """In Brussels: vendredi 5 février 2027, 09:00. ValueError for a moment without a zone."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        here = moment.astimezone(BRUSSELS)
        return f"{self._full_day(here.date())}, {self.hour(here.time())}"

    def hour(self, hour: time) -> str:
        """09:00."""
        return format_time(hour, "HH:mm", locale=self._locale)

    def month(self, month: Month) -> str:
        """A month and its year: mars 2027."""
        return format_date(month.first, "LLLL y", self._locale)

    def short_month(self, month: Month) -> str:
        """Under a column of a chart: avr."""
        return format_date(month.first, "LLL", self._locale)

    def whole(self, number: int) -> str:
        """12 345."""
        return format_decimal(number, locale=self._locale)

    def decimal(self, number: Fraction | float) -> str:
        """0,7: one decimal, half up."""
        return format_decimal(half_up(number), "#,##0.0", self._locale)

    def percent(self, value: Percent) -> str:
        """65,9 %."""
        if value.share is None:
            return "–"
        return format_percent(half_up(value.share, 3), "#,##0.0\N{NO-BREAK SPACE}%", self._locale)

    def money(self, amount: Money) -> str:
        """1 234,50 €."""
        return format_currency(Decimal(amount.cents).scaleb(-2), "EUR", locale=self._locale)

    def language(self, code: str) -> str:
        """The name of a language: néerlandais."""
        return str(self._locale.languages.get(code, code))

    def list(self, words: Sequence[str]) -> str:
        """lundi, mardi et jeudi; a dash for nothing."""
        return format_list(words, locale=self._locale) if words else "–"

    def form(self, number: Fraction | float) -> int:
        """A whole number that this language counts as it counts that broken one."""
        tag = self._locale.plural_form(float(number))
        return next((whole for whole in range(200) if self._locale.plural_form(whole) == tag), 2)

    def _full_day(self, day: date) -> str:
        written = format_date(day, self._full, self._locale)
        name, space, rest = written.partition(" ")
        return f"{name}{space}{self._first(day, rest)}"

    def _first(self, day: date, written: str) -> str:
        plain, own = _FIRST.get(self._locale.language, ("", ""))
        return own + written.removeprefix(plain) if day.day == 1 and own else written
