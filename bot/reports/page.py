"""What stands on the page: every figure with its meaning in words."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from bot.reports.figures import (
    Places,
    capital,
    creche_name,
    headline,
    months,
    safe,
)
from bot.rules.calendar import Month
from bot.rules.colleagues import Band
from bot.rules.occupancy import CrecheMonth, Occupancy
from bot.rules.policy import Policy
from bot.texts import Money, Percent, Speaker
from bot.texts.summaries import PEOPLE, expected_exits, held, neat, renewals, target_percent

_AGREEMENT_HEADS = ("creche", "reference", "places", "start", "end", "months_left", "price", "invoice")
_FIGURE_HEADS = (
    "reserved",
    "contracted",
    "vacant",
    "occupancy",
    "taken",
    "offered",
    "free",
    "entries",
    "exits",
    "expected",
)
#: The letters, in points, in which so many crèches with ordinary names fill the page; 0: to be found out.
_SIZES = {1: 8.2, 2: 8.0, 3: 8.0, 4: 7.6, 5: 7.4, 6: 7.2}
#: Likewise where places are held: until when takes some lines.
_SIZES_HELD = _SIZES | {3: 7.6, 4: 7.4, 5: 7.0}


def page(summary: Occupancy, t: Speaker, policy: Policy | None) -> dict[str, Any]:
    """All that the template sets, in the reader's language."""
    return {
        **heading(
            summary,
            t,
            policy,
            title=t.plain("report.title"),
            when=t.show(summary.month),
            situation=_situation(summary, t),
        ),
        **_in_all(summary, t, target_percent(policy)),
        "decide": _decide(summary, t, policy),
        "agreements": agreements(summary.creches, summary.month, t, policy),
        "figures": _figures(summary, t, policy),
        "expected": _expected(summary, t),
        "definitions": _definitions(t),
        "people": _people(summary, t),
        **_trend(summary, t, target_percent(policy)),
        "notes": _notes(summary, t),
        **signatures(t),
        "size": (_SIZES_HELD if summary.awaiting else _SIZES).get(len(summary.creches), 0),
    }


def signatures(t: Speaker) -> dict[str, Any]:
    """Who signs at the foot."""
    return {
        "signatures": [t.plain("report.sign.cooperative"), t.plain("report.sign.firm")],
        "sign-here": t.plain("report.sign.line"),
    }


def heading(
    summary: Occupancy, t: Speaker, policy: Policy | None, *, title: str, when: str, situation: str
) -> dict[str, Any]:
    """Whose it is and when, what it is called, and as things stood on which day."""
    firm = safe(summary.sponsor_name)
    return {
        "language": t.language,
        "title": title,
        "document-title": f"{title} – {firm}, {when}",
        "firm": firm,
        "month": capital(when),
        "situation": situation,
        "example": t.plain("report.example_note") if summary.example else "",
        "cooperative": safe(policy.cooperative) if policy else "",
    }


def _situation(summary: Occupancy, t: Speaker) -> str:
    day = summary.month.last
    if summary.corrected_on:
        return t.plain("report.corrected", day=day, on=summary.corrected_on)
    return t.plain("report.situation", day=day)


def _in_all(summary: Occupancy, t: Speaker, target: int) -> dict[str, Any]:
    parts = Places.sum(summary.creches).parts(t)
    of_places = t.plain("report.of_places", places=neat(summary.places))
    occupancy = headline(summary, target, t)
    vacant = {
        "name": t.plain("report.vacant_half_days"),
        "shown": t.show(summary.vacant),
        "note": t.plain("report.of_reserved", reserved=summary.reserved),
    }
    named = [f"{part['name']} {part['shown']}" for part in parts]
    return {
        "tiles": [
            {"name": occupancy["name"], "shown": occupancy["shown"], "note": occupancy["verdict"]},
            *({**part, "note": of_places} for part in parts),
            vacant,
        ],
        "parts": parts,
        "bar-alt": t.plain("report.bar_alt", parts=t.list(named)),
    }


def _decide(summary: Occupancy, t: Speaker, policy: Policy | None) -> dict[str, Any]:
    """What the firm decides, until which day, and what happens then; in the words of the message."""
    kept = [
        t.plain("report.decide.held", n=places, creche=creche_name(creche, policy), by=by)
        for (creche, by), places in held(summary).items()
    ]
    told = [*kept, *renewals(summary, t)]
    return {
        "title": t.plain("report.decide"),
        "items": [capital(words) for words in told or [t.plain("summary.decide.nothing")]],
        "then": t.plain("report.decide.then") if kept else "",
    }


def agreements(
    lines: Iterable[CrecheMonth], month: Month, t: Speaker, policy: Policy | None
) -> dict[str, Any]:
    """What was agreed on, as it stands after that month."""
    return {
        "title": t.plain("report.agreements"),
        "heads": [t.plain(f"report.agreement.{head}") for head in _AGREEMENT_HEADS],
        "rows": [
            [
                creche_name(line.creche, policy),
                line.agreement_id[:8].upper(),
                t.show(line.places),
                t.show(line.agreement.start),
                t.show(line.agreement.end),
                t.show(_months_left(line, month)),
                t.show(None if line.price_cents is None else Money(line.price_cents)),
                safe(line.invoice_reference),
            ]
            for line in lines
        ],
    }


def _months_left(line: CrecheMonth, month: Month) -> int | None:
    """After this month; None for an agreement without an end."""
    return None if line.agreement.end is None else max(0, month.until(Month.of(line.agreement.end)))


def _figures(summary: Occupancy, t: Speaker, policy: Policy | None) -> dict[str, Any]:
    rows = [
        [creche_name(line.creche, policy), *_row(replace(summary, creches=(line,)), t)]
        for line in summary.creches
    ]
    if len(rows) > 1:
        rows.append([t.plain("report.in_all"), *_row(summary, t)])
    return {
        "title": t.plain("report.figures"),
        "heads": [
            t.plain("report.agreement.creche"),
            *(t.plain(f"report.figure.{head}") for head in _FIGURE_HEADS),
        ],
        "half-days": t.plain("report.unit.half_days"),
        "places": t.plain("report.unit.places"),
        "rows": rows,
        "sum": len(rows) > 1,
    }


def _row(summary: Occupancy, t: Speaker) -> list[str]:
    """In the order of the heads."""
    places = Places.sum(summary.creches)
    values = (
        summary.reserved,
        summary.contracted,
        summary.vacant,
        Percent(summary.occupancy),
        places.taken,
        places.offered,
        places.free,
        sum((line.entries for line in summary.creches), Fraction()),
        sum((line.exits for line in summary.creches), Fraction()),
        sum(expected_exits(summary.creches).values(), Fraction()),
    )
    return [t.show(value) for value in values]


def _expected(summary: Occupancy, t: Speaker) -> str:
    exits = expected_exits(summary.creches)
    if not exits:
        return t.plain("report.expected_none")
    counted = [(month, t.plain("report.count.places", n=neat(places))) for month, places in exits.items()]
    return t.plain(
        "report.expected_by_month",
        months=t.list([t.plain("report.expected_month", month=month, places=n) for month, n in counted]),
    )


def _definitions(t: Speaker) -> dict[str, Any]:
    items = [
        {"name": t.plain(f"report.figure.{head}"), "words": t.plain(f"report.definition.{head}")}
        for head in _FIGURE_HEADS
    ]
    return {"title": t.plain("report.definitions"), "items": items}


def _people(summary: Occupancy, t: Speaker) -> dict[str, Any]:
    people = summary.people
    counts = [t.show(getattr(people, what) if people else None) for what in PEOPLE]
    delay = _delay(people.mean_days_to_offer, t) if people else t.show(None)
    names = [t.plain(f"report.people.{what}") for what in (*PEOPLE, "delay")]
    note = t.plain("report.people.uncounted")
    if people:
        smallest = t.show(Band(low=None, high=people.waiting.width))
        note = t.plain("report.people.note", smallest=smallest)
    return {
        "title": t.plain("report.people"),
        "rows": [{"name": name, "shown": shown} for name, shown in zip(names, (*counts, delay), strict=True)],
        "note": note,
    }


def _delay(days: int | None, t: Speaker) -> str:
    if days is None:
        return t.plain("report.people.delay_hidden")
    return t.plain("report.count.days", n=days)


def _trend(summary: Occupancy, t: Speaker, target: int) -> dict[str, Any]:
    told = [
        t.plain("report.trend_alt_month", month=month, occupancy=Percent(share))
        for month, share in summary.history
    ]
    return {
        "trend": t.plain("report.trend"),
        "trend-alt": t.plain("report.trend_alt", target=target, months=t.list(told)),
        "months": months(summary, t),
        "target": {"shown": t.plain("report.target", target=target), "share": target / 100},
    }


def _notes(summary: Occupancy, t: Speaker) -> list[dict[str, str]]:
    reserved, contracted = summary.year_reserved, summary.year_contracted
    year = t.plain(
        "report.year.words",
        start=Month(summary.month.year, 1).first,
        end=summary.month.last,
        reserved=reserved,
        contracted=contracted,
        occupancy=Percent(Fraction(contracted, reserved) if reserved else None),
    )
    return [
        {"name": t.plain("report.year"), "words": year},
        {"name": t.plain("report.never"), "words": t.plain("report.never.words")},
        {"name": t.plain("report.made"), "words": t.plain("report.made.words")},
    ]
