"""What stands on a firm's year: the figures that help to check the tax document, which ONE issues."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from bot.reports.figures import capital, creche_name
from bot.reports.page import agreements, heading, signatures
from bot.rules.occupancy import CrecheMonth, Occupancy
from bot.rules.policy import Policy
from bot.texts import Percent, Speaker

_HEADS = ("reserved", "contracted", "vacant", "occupancy")


def statement(months: Sequence[Occupancy], t: Speaker, policy: Policy | None) -> dict[str, Any]:
    """All that the template sets: the agreements of the year, a row a crèche, a row a month."""
    first, last = months[0], months[-1]
    latest = {line.agreement_id: line for month in months for line in month.creches}
    period = t.plain("statement.period", start=first.month.first, end=last.month.last)
    return {
        **heading(
            last,
            t,
            policy,
            title=t.plain("statement.title"),
            when=str(last.month.year),
            situation=period,
        ),
        "agreements": agreements(latest.values(), last.month, t, policy),
        "creches": _table(t, "report.agreement.creche", _by_creche(months, policy)),
        "months": _table(t, "sheet.month", [(capital(t.show(one.month)), one.creches) for one in months]),
        "notes": [
            {"name": t.plain("statement.tax"), "words": t.plain("statement.tax.words")},
            {"name": t.plain("statement.read"), "words": t.plain("statement.read.words")},
        ],
        **signatures(t),
        "size": 0,
    }


def _by_creche(
    months: Sequence[Occupancy], policy: Policy | None
) -> list[tuple[str, tuple[CrecheMonth, ...]]]:
    lines = [line for month in months for line in month.creches]
    return [
        (creche_name(creche, policy), tuple(line for line in lines if line.creche == creche))
        for creche in dict.fromkeys(line.creche for line in lines)
    ]


def _table(t: Speaker, head: str, named: Sequence[tuple[str, tuple[CrecheMonth, ...]]]) -> dict[str, Any]:
    rows = [[name, *_row(lines, t)] for name, lines in named]
    if len(rows) > 1:
        rows.append([t.plain("report.in_all"), *_row([line for _, lines in named for line in lines], t)])
    return {
        "title": t.plain("statement.by_month" if head == "sheet.month" else "statement.by_creche"),
        "heads": [t.plain(head), *(t.plain(f"report.figure.{one}") for one in _HEADS)],
        "half-days": t.plain("report.unit.half_days"),
        "rows": rows,
        "sum": len(rows) > 1,
    }


def _row(lines: Iterable[CrecheMonth], t: Speaker) -> list[str]:
    """In the order of the heads."""
    kept = [(line.reserved, line.contracted) for line in lines]
    reserved, contracted = (sum(part) for part in zip(*kept, strict=True)) if kept else (0, 0)
    share = Fraction(contracted, reserved) if reserved else None
    return [t.show(value) for value in (reserved, contracted, reserved - contracted, Percent(share))]
