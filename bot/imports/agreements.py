"""A list of agreements as CSV: as Excel writes it in Belgium, read row by row, every fault told."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache

from bot.imports.numbers import read_enterprise_number
from bot.rules.listed import COLUMNS, MAY_LACK, Column, Fault, FileUnreadable, Listed, WrongColumns
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal, Unclear
from bot.texts import Texts
from bot.texts.agreements import read_money
from bot.texts.reading import read_day, read_yes_no
from bot.texts.words import tokens

#: What is said of a cell that was not understood, where its reader does not say it.
_UNCLEAR = {
    Column.FIRM: "listed_firm",
    Column.CRECHE: "listed_creche",
    Column.MEMBER: "listed_member",
    Column.PLACES: "listed_places",
    Column.NOTICE: "listed_notice",
}
MOST_BYTES = 1_000_000
MOST_ROWS = 1_000

_Row = Mapping[Column, str]


def template(language: str) -> bytes:
    """An empty list to fill in: heads in that language, semicolons and a mark of UTF-8 for Excel."""
    t = Texts.load().speaker(language)
    return (";".join(t.show(column) for column in COLUMNS) + "\r\n").encode("utf-8-sig")


def read_agreements(body: bytes, today: date, policy: Policy) -> tuple[tuple[Listed, ...], tuple[Fault, ...]]:
    """The rows that could be read, and the faults of the others. Refused FileUnreadable, WrongColumns."""
    listed, faults = [], []
    for number, row in _rows(_text(body)):
        values: dict[Column, object] = {}
        for column, reader in _readers(today, policy).items():
            try:
                values[column] = _cell(row.get(column, ""), column, reader)
            except Refusal as no:
                faults.append(Fault(row=number, column=column, why=no))
        if len(values) == len(COLUMNS):
            listed.append(Listed(row=number, **{column.value: value for column, value in values.items()}))  # type: ignore[arg-type]  # each column has its reader
    return tuple(listed), tuple(faults)


def _text(body: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, UTF-8 without one, else Windows-1252."""
    marked = body.startswith(b"\xff\xfe")
    if len(body) > MOST_BYTES or (b"\0" in body and not marked):
        raise FileUnreadable
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable


def _rows(text: str) -> Iterator[tuple[int, _Row]]:
    """Each row that says something, with its number as Excel counts."""
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        raise FileUnreadable from problem
    if not lines or len(lines) > MOST_ROWS:
        raise FileUnreadable
    columns = _columns(lines[0])
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            yield (
                number,
                {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column},
            )


def _columns(heads: Iterable[str]) -> list[Column | None]:
    """What each column is, by its head in any of our languages. Refused WrongColumns."""
    given = [head.strip() for head in heads]
    found = [_heads().get(" ".join(tokens(head))) for head in given]
    unknown = [head for head, column in zip(given, found, strict=True) if head and column is None]
    twice = [column for column in COLUMNS if found.count(column) > 1]
    lacking = [column for column in COLUMNS if column not in found and column not in MAY_LACK]
    if unknown or twice or lacking:
        raise WrongColumns(unknown=unknown, lacking=(*lacking, *twice))
    return found


@cache
def _heads() -> dict[str, Column]:
    texts = Texts.load()
    speakers = [texts.speaker(language) for language in texts.languages]
    return {" ".join(tokens(t.show(column))): column for column in COLUMNS for t in speakers}


def _cell(text: str, column: Column, reader: Callable[[str], object]) -> object:
    if not text and column in MAY_LACK:
        return None
    value = reader(text)
    if value is None:
        raise Unclear(what=_UNCLEAR[column])
    return value


def _readers(today: date, policy: Policy) -> dict[Column, Callable[[str], object]]:
    return {
        Column.NUMBER: read_enterprise_number,
        Column.FIRM: lambda text: " ".join(text.split()) or None,
        Column.CRECHE: lambda text: _creche(text, policy),
        Column.MEMBER: read_yes_no,
        Column.PLACES: _whole,
        Column.START: lambda text: _day(text, today),
        Column.END: lambda text: _day(text, today),
        Column.PRICE: read_money,
        Column.NOTICE: _whole,
        Column.INVOICE: lambda text: " ".join(text.split()),
    }


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None


def _day(text: str, today: date) -> date:
    """A whole date: a list guesses nothing but the century."""
    reading = read_day(text, "fr", today)
    if reading.guessed - {"century"}:
        raise Unclear(what="day")
    return reading.day


def _creche(text: str, policy: Policy) -> str | None:
    wanted = tokens(text)
    known = (one.id for one in policy.creches if wanted and wanted in (tokens(one.name), tokens(one.id)))
    return next(known, None)
