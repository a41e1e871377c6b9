"""An announcement's readers as a spreadsheet: a row for each, typed cells, no formula."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from bot.reports.spreadsheet import AS_WORDS, dress, words, write
from bot.rules.announcements import Told
from bot.texts import Speaker
from bot.texts.announcements import reason_in_words

_MOMENT = "dd/mm/yyyy hh:mm"
#: Each column: the key of its head, the width, the format of its figures ("" for words).
_COLUMNS = (
    ("readers.name", 34, ""),
    ("readers.phone", 20, ""),
    ("readers.outcome", 20, ""),
    ("readers.reason", 44, ""),
    ("readers.seen", 18, _MOMENT),
)


def readers(told: Sequence[Told], today: date, t: Speaker) -> bytes:
    """XLSX. What people wrote is a string whatever it begins with; the same day gives the same bytes."""
    import xlsxwriter  # noqa: PLC0415 – few ever need it

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **AS_WORDS}) as book:
        made = datetime.combine(today, time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": t.plain("readers.title", day=today), "created": made})
        sheet = book.add_worksheet(t.plain("readers.sheet"))
        dress(book, sheet, t, _COLUMNS)
        formats = [book.add_format({"num_format": how}) if how else None for _, _, how in _COLUMNS]
        for number, one in enumerate(told, start=1):
            for column, value in enumerate(_values(one, t)):
                write(sheet, number, column, value, formats)
        sheet.autofilter(0, 0, len(told), len(_COLUMNS) - 1)
    return held.getvalue()


def _values(one: Told, t: Speaker) -> tuple[Any, ...]:
    """In the order of the columns."""
    outcome = "missed" if one.why else "got"
    return (
        words(one.person.name) or None,
        words(one.person.phone) or None,
        t.plain(f"readers.{'perhaps' if one.why == 'unknown' else outcome}"),
        reason_in_words(one.why, t) if one.why else None,
        one.seen_at,
    )
