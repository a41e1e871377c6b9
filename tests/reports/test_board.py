"""The board's spreadsheet as another program opens it."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest

from bot.reports import TypstReports
from bot.rules.people import LANGUAGES
from bot.rules.sponsors import by_creche
from bot.rules.vacancies import Vacancy
from bot.texts import Texts
from tests.cast import FULL_STAY, POLICY, TECHNORD, TECHNORD_AGREEMENT, TODAY
from tests.reports.test_spreadsheet import TRICKS

VACANT = Vacancy(
    id="v",
    agreement_id=TECHNORD_AGREEMENT.id,
    places=1,
    left=1,
    since=TODAY,
    told_on=TODAY,
    decide_by=TODAY + timedelta(days=30),
)


def cells(
    reports: TypstReports, language: str = "fr", *, name: str = "Technord", reference: str = "PC-1"
) -> Any:
    firm, one = replace(TECHNORD, name=name), replace(TECHNORD_AGREEMENT, invoice_reference=reference)
    found = by_creche([firm], [one], [FULL_STAY], TODAY, POLICY, [VACANT])
    book = openpyxl.load_workbook(io.BytesIO(reports.board(found, TODAY, language)))
    return [*book.active.iter_rows()]


def test_sheet_has_a_row_for_each_agreement(reports: TypstReports) -> None:
    _, row = cells(reports)
    assert [cell.value for cell in row[1:]] == [
        "Technord",
        "0123.456.749",
        "Oui",
        2,
        1,
        datetime(2026, 9, 1),
        datetime(2029, 5, 31),
        1,
        datetime(2027, 2, 11),
        None,
        8000,
        "PC-1",
    ]
    assert "".join(cell.data_type for cell in row) == "ssssnnddndnns"


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_are_in_the_readers_language(reports: TypstReports, texts: Texts, language: str) -> None:
    heads, _ = cells(reports, language)
    t = texts.speaker(language)
    assert [heads[1].value, heads[5].value] == [t.plain("board.firm"), t.plain("board.taken")]


@pytest.mark.parametrize("trick", TRICKS)
def test_words_are_never_a_formula(reports: TypstReports, trick: str) -> None:
    _, row = cells(reports, name=trick, reference=trick)
    assert {row[1].data_type, row[12].data_type} == {"s"}
    assert row[1].hyperlink is None
