"""A month's sample of what staff read, as a spreadsheet: the lines, and how to check them."""

import io
from datetime import UTC, datetime, time
from typing import Any

from bot.reports.spreadsheet import AS_WORDS, dress, words, write
from bot.rules.calendar import BRUSSELS
from bot.rules.history import Purpose, What
from bot.rules.references import grouped
from bot.rules.samples import Sample, Sampled
from bot.texts import Speaker

#: Each column: the key of its head, the width, the format of its figures ("" for words).
_COLUMNS = (
    ("sample.line", 10, "0"),
    ("sample.at", 18, ""),
    ("sample.who", 28, ""),
    ("sample.what", 24, ""),
    ("sample.file", 18, ""),
    ("sample.why", 50, ""),
    ("sample.digest", 68, ""),
)


def sample(found: Sample, t: Speaker) -> bytes:
    """XLSX; the same sample gives the same bytes."""
    import xlsxwriter  # noqa: PLC0415 – few ever need it

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **AS_WORDS}) as book:
        made = datetime.combine(found.month.last, time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": t.plain("sample.title", month=found.month), "created": made})
        sheet = book.add_worksheet(t.plain("sample.sheet"))
        dress(book, sheet, t, _COLUMNS)
        formats = [book.add_format({"num_format": how}) if how else None for _, _, how in _COLUMNS]
        for number, one in enumerate(found.drawn, start=1):
            for column, value in enumerate(_values(one, t)):
                write(sheet, number, column, value, formats)
        check = book.add_worksheet(t.plain("sample.check"))
        check.set_column(0, 0, 120)
        for number, line in enumerate(_check(found, t)):
            check.write_string(number, 0, line)
    return held.getvalue()


def _values(one: Sampled, t: Speaker) -> tuple[Any, ...]:
    """In the order of the columns."""
    line = one.line
    return (
        line.number,
        f"{line.at.astimezone(BRUSSELS):%Y-%m-%d %H:%M}",
        words(one.name) or line.who,
        t.plain(f"what.{What(line.what).name.lower()}")
        if line.what in set(What)
        else t.plain("sample.readers"),
        grouped(one.reference) if one.reference else line.subject,
        t.plain(f"purpose.{line.why}") if line.why in set(Purpose) else words(line.why),
        line.digest.hex(),
    )


def _check(found: Sample, t: Speaker) -> tuple[str, ...]:
    whole = t.plain("sample.whole") if not found.broken else t.plain("sample.broken", line=found.broken[0])
    last = (
        t.plain("sample.last", line=found.last.number, digest=found.last.digest.hex()) if found.last else ""
    )
    how = t.plain("sample.how", n=len(found.drawn), of=found.of, seed=found.seed)
    return (t.plain("sample.title", month=found.month), how, whole, last)
