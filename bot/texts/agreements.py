"""An agreement in words, and its lines as they are typed."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from bot.rules.agreements import Line, OverCeiling, Value
from bot.rules.calendar import Month
from bot.rules.places import Agreement, Sponsor
from bot.rules.policy import Policy
from bot.rules.refusals import Unclear
from bot.texts.answers import read_choice, read_yes_no
from bot.texts.days import read_day
from bot.texts.manner import Money
from bot.texts.speaker import Html, Speaker

_NUMBER = re.compile(r"\D*(\d{1,4})\D*")
#: 8000, 8 000, 8.000,50 and 8000.50; a sign before or behind.
_MONEY = re.compile(r"(\d{1,3}(?:[\s.'\N{RIGHT SINGLE QUOTATION MARK}]\d{3})+|\d{1,7})(?:[.,](\d{1,2}))?")


def said(
    t: Speaker,
    agreement: Agreement,
    sponsor: Sponsor,
    crossing: Sequence[Agreement],
    over: OverCeiling | None,
    policy: Policy,
) -> Html:
    """Its lines with their values, then what has to be known about them."""
    lines = [t("agreement.title", firm=sponsor.name)]
    lines += [
        t("agreement.value", what=t.plain(f"agreement.line.{line.value}"), value=shown)
        for line, shown in values(t, agreement, policy).items()
    ]
    notes = [
        t("agreement.crosses", n=one.places, period=one.period, all=one.places + agreement.places)
        for one in crossing
    ]
    if not agreement.member_of_po:
        notes.append(t("agreement.not_member", creche=policy.creche(agreement.creche).name))
    if over is not None:
        notes.append(t.no(over))
    return Html("\n".join((*lines, *(f"\n{note}" for note in notes))))


def values(t: Speaker, agreement: Agreement, policy: Policy) -> dict[Line, str]:
    """Each line's value in words."""
    notice = agreement.notice_months
    price = agreement.price_cents
    end = agreement.period.end
    return {
        Line.CRECHE: policy.creche(agreement.creche).name,
        Line.MEMBER: t.plain(f"agreement.member.{'yes' if agreement.member_of_po else 'no'}"),
        Line.PLACES: t.show(agreement.places),
        Line.START: t.show(agreement.period.start),
        Line.END: t.plain("agreement.no_end") if end is None else t.show(end),
        Line.PRICE: "–" if price is None else t.plain("agreement.price", price=Money(price)),
        Line.NOTICE: "–" if notice is None else t.plain("agreement.months", n=notice),
        Line.INVOICE: agreement.invoice_reference or "–",
    }


def read_agreement_line(text: str, line: Line, language: str, today: date, policy: Policy) -> Value:
    """The value of a line as it was typed. Refused Unclear, DayDoesNotExist."""
    readers: dict[Line, Callable[[], Value]] = {
        Line.CRECHE: lambda: _creche(text, policy),
        Line.MEMBER: lambda: read_yes_no(text),
        Line.PLACES: lambda: _number(text, line),
        Line.START: lambda: _day(text, language, today),
        Line.END: lambda: _day(text, language, today, last=True),
        Line.PRICE: lambda: read_money(text),
        Line.NOTICE: lambda: _number(text, line),
        Line.INVOICE: lambda: " ".join(text.split()),
    }
    value = readers[line]()
    if value is None:
        raise Unclear(what="agreement")
    return value


def read_money(text: str) -> int:
    """Cents of euro: "8.000,50 €" is 800050. Refused Unclear."""
    found = _MONEY.fullmatch(re.sub(r"(?i)eur(os?)?|€", "", text).strip())
    if found is None:
        raise Unclear(what="price")
    return int(re.sub(r"\D", "", found[1])) * 100 + int((found[2] or "0").ljust(2, "0"))


def _number(text: str, line: Line) -> int:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Unclear(what=line.value)
    return int(found[1])


def _day(text: str, language: str, today: date, *, last: bool = False) -> date:
    """A day; of a month alone its first, or its last."""
    reading = read_day(text, language, today)
    if "day" not in reading.guessed:
        return reading.day
    month = Month.of(reading.day)
    return month.last if last else month.first


def _creche(text: str, policy: Policy) -> str | None:
    found = read_choice(text, [creche.name for creche in policy.creches])
    return None if found is None else policy.creches[found].id


def brief(t: Speaker, agreement: Agreement, policy: Policy) -> Html:
    """What the firm itself reads of it, a line each."""
    told = values(t, agreement, policy)
    lines = [
        t("agreement.value", what=t.plain(f"agreement.line.{line.value}"), value=value)
        for line, value in told.items()
        if line is not Line.MEMBER and value != "–"
    ]
    return Html("\n".join(lines))
