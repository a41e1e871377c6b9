"""A firm's agreement as coordinators write it, line by line: what it may say, and when its end is told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain, repeat
from typing import Any

from bot.rules.calendar import Month, Period, months_after
from bot.rules.places import Agreement, first_over
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound, Refusal, StaleScreen

LONGEST_REFERENCE = 40
_DAY = timedelta(days=1)
LONGEST_NOTICE = 24  # months


@dataclass(eq=False)
class NoAgreement(Refusal):
    """The firm had no agreement in that month."""

    month: Month


@dataclass(eq=False)
class OverCeiling(Refusal):
    """More than half of a crèche's places would be under agreements on that day (section 5)."""

    creche: str
    percent: int
    most: int
    others: int
    day: date


@dataclass(eq=False)
class EndsBeforeItStarts(Refusal):
    start: date
    end: date


@dataclass(eq=False)
class NotThatMany(Refusal):
    """A number that no agreement has; `most` is the largest."""

    most: int


class Line(StrEnum):
    """The lines of an agreement, in the order in which they are asked."""

    CRECHE = "creche"
    MEMBER = "member"
    PLACES = "places"
    START = "start"
    END = "end"
    PRICE = "price"
    NOTICE = "notice"
    INVOICE = "invoice"


#: Lines that may stay empty.
MAY_BE_EMPTY = frozenset({Line.END, Line.PRICE, Line.NOTICE, Line.INVOICE})

Value = str | int | bool | date | None


@dataclass(frozen=True, kw_only=True)
class Written:
    """An agreement while it is written. `agreement_id`: of the one that changes, or the one to be."""

    agreement_id: str
    sponsor_id: str
    before: Agreement | None = None  # what stood when its change began
    answered: frozenset[Line] = frozenset()
    correcting: Line | None = None
    creche: str = ""
    member: bool = False
    places: int = 0
    start: date | None = None
    end: date | None = None
    price: int | None = None  # cents, a place and a year
    notice: int | None = None  # months
    invoice: str = ""

    @property
    def changing(self) -> bool:
        """Whether it stood already."""
        return self.before is not None

    @property
    def asked(self) -> Line | None:
        """The line that is asked now; None once everything is written."""
        return self.correcting or next((line for line in Line if line not in self.answered), None)

    def agreement(self) -> Agreement:
        """What it says. Refused StaleScreen while a line is missing."""
        if self.start is None or self.answered != frozenset(Line):
            raise StaleScreen
        return Agreement(
            id=self.agreement_id,
            sponsor_id=self.sponsor_id,
            creche=self.creche,
            places=self.places,
            period=Period(self.start, self.end),
            price_cents=self.price,
            invoice_reference=self.invoice,
            notice_months=self.notice,
            member_of_po=self.member,
        )


def written(agreement: Agreement) -> Written:
    """An agreement as it stands, to be changed."""
    return Written(
        agreement_id=agreement.id,
        sponsor_id=agreement.sponsor_id,
        before=agreement,
        answered=frozenset(Line),
        creche=agreement.creche,
        member=agreement.member_of_po,
        places=agreement.places,
        start=agreement.period.start,
        end=agreement.period.end,
        price=agreement.price_cents,
        notice=agreement.notice_months,
        invoice=agreement.invoice_reference,
    )


def ask(form: Written, line: Line) -> Written:
    """Correct one line. Refused NotFound for the crèche of one that stands: children are placed there."""
    if form.changing and line is Line.CRECHE:
        raise NotFound
    return replace(form, correcting=line)


def leave(form: Written) -> Written:
    """Leave the line that was to be corrected as it is."""
    return replace(form, correcting=None)


def write(form: Written, line: Line, value: Value, policy: Policy) -> Written:
    """The same, a line answered. Refused NotThatMany, EndsBeforeItStarts, NotFound (no crèche of ours)."""
    if line is Line.CRECHE and (form.changing or policy.gone((str(value),))):
        raise NotFound
    if value is None and line not in MAY_BE_EMPTY:
        raise StaleScreen
    most = {Line.PLACES: _most(form, policy), Line.NOTICE: LONGEST_NOTICE}.get(line)
    if most is not None and value is not None and not 1 <= int(str(value)) <= most:
        raise NotThatMany(most=most)
    if line is Line.INVOICE:
        value = str(value or "")[:LONGEST_REFERENCE]
    said: dict[str, Any] = {line.value: value}
    changed = replace(form, **said, answered=form.answered | {line}, correcting=None)
    check_days(changed.start, changed.end)
    return changed


def check_days(start: date | None, end: date | None) -> None:
    """Refused EndsBeforeItStarts."""
    if start is not None and end is not None and end < start:
        raise EndsBeforeItStarts(start=start, end=end)


def check_ceiling(agreement: Agreement, others: Iterable[Agreement], policy: Policy) -> None:
    """At most half of a crèche's authorised places under agreements on any day. Refused OverCeiling."""
    creche = policy.creche(agreement.creche)
    there = [one for one in others if one.creche == creche.id and one.id != agreement.id]
    most = ceiling(agreement.creche, policy)
    day = first_over(_each_place([agreement]), _each_place(there), most)
    if day is not None:
        found = sum(one.places for one in there if day in one.period)
        raise OverCeiling(
            creche=creche.name, percent=policy.sponsors_max_percent, most=most, others=found, day=day
        )


def ceiling(creche_id: str, policy: Policy) -> int:
    """As many places of a crèche as may be under agreements."""
    return policy.creche(creche_id).most * policy.sponsors_max_percent // 100


def crossing(agreement: Agreement, others: Iterable[Agreement]) -> tuple[Agreement, ...]:
    """The firm's other agreements at that crèche with a day in common: their places add up."""
    return tuple(
        one
        for one in others
        if one.id != agreement.id
        and (one.sponsor_id, one.creche) == (agreement.sponsor_id, agreement.creche)
        and one.period.overlap(agreement.period)
    )


def months_left(agreement: Agreement, others: Iterable[Agreement], today: date, policy: Policy) -> int | None:
    """Of the months before its end at which a reminder is due, the last that has come; None for none.

    Neither once it has ended, nor where the firm has agreed on what comes after.
    """
    end = agreement.period.end
    if end is None or not agreement.period.start <= today <= end:
        return None
    come = [months for months in policy.renewal_months if months_after(end, -months) <= today]
    return None if not come or goes_on(agreement, others) else min(come)


def changes(before: Agreement, after: Agreement) -> dict[Line, tuple[Value, Value]]:
    """Which lines differ, as they were and as they are."""
    old, new = written(before), written(after)
    pairs = {line: (getattr(old, line.value), getattr(new, line.value)) for line in Line}
    return {line: pair for line, pair in pairs.items() if pair[0] != pair[1]}


def goes_on(agreement: Agreement, others: Iterable[Agreement]) -> bool:
    """Whether the firm has an agreement there for the day after."""
    end = agreement.period.end
    return end is not None and any(
        end + _DAY in one.period
        for one in others
        if (one.sponsor_id, one.creche) == (agreement.sponsor_id, agreement.creche)
    )


def _each_place(agreements: Iterable[Agreement]) -> list[Period]:
    return list(chain.from_iterable(repeat(one.period, one.places) for one in agreements))


def _most(form: Written, policy: Policy) -> int:
    return ceiling(form.creche, policy) if form.creche else max(one.most for one in policy.creches)
