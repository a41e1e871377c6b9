"""A firm's months as a spreadsheet: a row for each agreement and month, typed cells, no formula."""

import io
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Any

from bot.rules.calendar import BRUSSELS
from bot.rules.occupancy import CrecheMonth, Occupancy
from bot.rules.policy import Policy
from bot.texts import Speaker
from bot.texts.summaries import name_of

#: How Excel names the languages of Belgium; a month is written out in the reader's.
_LANGUAGES = {"fr": "80C", "nl": "813", "de": "407", "en": "809"}
_DAY = "dd/mm/yyyy"
_WHOLE, _PLACES, _SHARE, _EURO = "#,##0", "#,##0.0", "0.0%", '#,##0.00 "€"'
#: Each column: the key of its head, the width, the format of its figures ("" for words).
_COLUMNS = (
    ("sheet.month", 18, "month"),
    ("report.agreement.creche", 34, ""),
    ("report.agreement.reference", 12, ""),
    ("report.agreement.places", 9, _WHOLE),
    ("sheet.open", 16, _WHOLE),
    ("report.figure.reserved", 15, _WHOLE),
    ("report.figure.contracted", 15, _WHOLE),
    ("report.figure.vacant", 15, _WHOLE),
    ("report.figure.occupancy", 16, _SHARE),
    ("report.figure.taken", 17, _PLACES),
    ("report.figure.offered", 17, _PLACES),
    ("report.figure.free", 17, _PLACES),
    ("report.figure.entries", 17, _PLACES),
    ("report.figure.exits", 17, _PLACES),
    ("sheet.held", 16, _WHOLE),
    ("sheet.decide_by", 26, _DAY),
    ("report.agreement.end", 13, _DAY),
    ("report.agreement.price", 16, _EURO),
    ("report.agreement.invoice", 16, ""),
)
#: What is counted, where a head does not say it.
_UNITS = {
    **dict.fromkeys(("reserved", "contracted", "vacant"), "report.unit.half_days"),
    **dict.fromkeys(("taken", "offered", "free", "entries", "exits"), "report.unit.places"),
}
AS_WORDS = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def spreadsheet(months: Sequence[Occupancy], t: Speaker, policy: Policy | None) -> bytes:
    """XLSX. What people wrote is a string whatever it begins with; the same months give the same bytes."""
    import xlsxwriter  # noqa: PLC0415 – few ever need it

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **AS_WORDS}) as book:
        firm = words(months[-1].sponsor_name)
        made = datetime.combine(months[-1].month.last, time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": f"{t.plain('report.title')} – {firm}", "created": made})
        sheet = book.add_worksheet(t.plain("sheet.name"))
        dress(book, sheet, t, _COLUMNS)
        rows = [(month, line) for month in months for line in month.creches]
        formats = _formats(book, t)
        for number, (month, line) in enumerate(rows, start=1):
            for column, value in enumerate(_values(month, line, policy)):
                write(sheet, number, column, value, formats)
        sheet.autofilter(0, 0, len(rows), len(_COLUMNS) - 1)
    return held.getvalue()


def dress(book: Any, sheet: Any, t: Speaker, columns: Sequence[tuple[str, int, str]]) -> None:
    """Heads of up to four lines that stay in sight, and one sheet of paper in width."""
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#eaf1ef"}
    )
    for column, (key, width, _) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, _head(key, t), head)
    sheet.set_row(0, 62)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _head(key: str, t: Speaker) -> str:
    unit = _UNITS.get(key.removeprefix("report.figure."))
    return t.plain("sheet.head", what=t.plain(key), unit=t.plain(unit)) if unit else t.plain(key)


def _formats(book: Any, t: Speaker) -> list[Any]:
    """How the figures of each column are written; None for words."""
    month = f"[$-{_LANGUAGES.get(t.language, _LANGUAGES['fr'])}]mmmm yyyy"
    named = {"month": {"num_format": month, "align": "left"}}
    return [book.add_format(named.get(how, {"num_format": how})) if how else None for _, _, how in _COLUMNS]


def _values(month: Occupancy, line: CrecheMonth, policy: Policy | None) -> tuple[Any, ...]:
    """In the order of the columns."""
    kept = [one for one in month.awaiting if one.agreement_id == line.agreement_id]
    return (
        month.month.first,
        words(name_of(line.creche, policy)),
        line.agreement_id[:8].upper(),
        line.places,
        line.open_half_days,
        line.reserved,
        line.contracted,
        line.vacant,
        line.occupancy,
        line.taken,
        line.offered_places,
        line.free,
        line.entries,
        line.exits,
        sum(one.places for one in kept) or None,
        min((one.by for one in kept), default=None),
        line.agreement.end,
        None if line.price_cents is None else Fraction(line.price_cents, 100),
        words(line.invoice_reference),
    )


def words(text: str) -> str:
    """On one line, without signs that steer a program."""
    return "".join(sign for sign in " ".join(text.split()) if unicodedata.category(sign)[0] != "C")


def write(sheet: Any, row: int, column: int, value: Any, formats: Sequence[Any]) -> None:
    """By its type; nothing where there is nothing."""
    match value:
        case None:
            return
        case str():
            sheet.write_string(row, column, value)
        case datetime():
            here = value.astimezone(BRUSSELS).replace(tzinfo=None)
            sheet.write_datetime(row, column, here, formats[column])
        case date():
            sheet.write_datetime(row, column, datetime.combine(value, time()), formats[column])
        case _:
            sheet.write_number(row, column, float(value), formats[column])
