"""Every sponsor as a spreadsheet: a row for each agreement, typed cells, no formula."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Any

from bot.reports.spreadsheet import AS_WORDS, dress, words, write
from bot.rules.policy import Policy
from bot.rules.sponsors import CrecheSponsors, Sponsored, grouped
from bot.texts import Speaker
from bot.texts.summaries import name_of

_DAY, _WHOLE, _PLACES, _EURO = "dd/mm/yyyy", "#,##0", "#,##0.0", '#,##0.00 "€"'
#: Each column: the key of its head, the width, the format of its figures ("" for words).
_COLUMNS = (
    ("agreement.line.creche", 24, ""),
    ("board.firm", 34, ""),
    ("board.number", 16, ""),
    ("agreement.line.member", 12, ""),
    ("agreement.line.places", 10, _WHOLE),
    ("board.taken", 12, _PLACES),
    ("agreement.line.start", 12, _DAY),
    ("agreement.line.end", 12, _DAY),
    ("board.vacant", 12, _WHOLE),
    ("board.decide_by", 12, _DAY),
    ("board.notice", 12, _WHOLE),
    ("board.price", 16, _EURO),
    ("agreement.line.invoice", 22, ""),
)


def board(creches: Sequence[CrecheSponsors], today: date, t: Speaker, policy: Policy | None) -> bytes:
    """XLSX. What people wrote is a string whatever it begins with; the same day gives the same bytes."""
    import xlsxwriter  # noqa: PLC0415 – few ever need it

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **AS_WORDS}) as book:
        made = datetime.combine(today, time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": t.plain("board.title", day=today), "created": made})
        sheet = book.add_worksheet(t.plain("board.sheet"))
        dress(book, sheet, t, _COLUMNS)
        formats = [book.add_format({"num_format": how}) if how else None for _, _, how in _COLUMNS]
        rows = [(name_of(one.creche, policy), line) for one in creches for line in one.lines]
        for number, (creche, line) in enumerate(rows, start=1):
            for column, value in enumerate(_values(creche, line, t)):
                write(sheet, number, column, value, formats)
        sheet.autofilter(0, 0, len(rows), len(_COLUMNS) - 1)
    return held.getvalue()


def _values(creche: str, line: Sponsored, t: Speaker) -> tuple[Any, ...]:
    """In the order of the columns."""
    one = line.agreement
    return (
        words(creche),
        words(line.sponsor.name),
        grouped(line.sponsor.number) or None,
        t.plain(f"agreement.member.{'yes' if one.member_of_po else 'no'}"),
        one.places,
        line.taken,
        one.period.start,
        one.period.end,
        sum(each.left for each in line.open) or None,
        line.open[0].decide_by if line.open else None,
        one.notice_months,
        None if one.price_cents is None else Fraction(one.price_cents, 100),
        words(one.invoice_reference),
    )
