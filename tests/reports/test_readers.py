"""An announcement's readers as another program opens them."""

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from bot.reports import TypstReports
from bot.rules.announcements import Told
from bot.rules.calendar import BRUSSELS
from bot.rules.people import LANGUAGES
from bot.texts import Texts
from tests.cast import ANA, CHLOE, EVA, MORNING, TODAY
from tests.reports.test_spreadsheet import TRICKS


def cells(reports: TypstReports, *told: Told, language: str = "fr") -> Any:
    book = openpyxl.load_workbook(io.BytesIO(reports.readers(told, TODAY, language)))
    return [*book.active.iter_rows()]


def test_sheet_has_a_row_for_each_reader(reports: TypstReports) -> None:
    phoned = replace(EVA, phone="+32470123456")
    rows = cells(
        reports,
        Told(person=phoned, why="403"),
        Told(person=CHLOE, why="unknown"),
        Told(person=ANA, seen_at=MORNING),
    )[1:]

    assert [[cell.value for cell in row[:4]] for row in rows] == [
        [EVA.name, "+32470123456", "Non", "a bloqué le robot ou fermé son compte"],
        [CHLOE.name, None, "Peut-être", "Telegram n’a pas répondu"],
        [ANA.name, None, "Oui", None],
    ]
    here = MORNING.astimezone(BRUSSELS).replace(tzinfo=None)
    assert [row[4].value for row in rows] == [None, None, here]
    assert rows[0][1].data_type == "s"
    assert rows[2][4].is_date


@pytest.mark.parametrize("trick", TRICKS)
def test_what_somebody_wrote_is_no_formula(reports: TypstReports, trick: str) -> None:
    _, row = cells(reports, Told(person=replace(ANA, name=trick)))
    assert row[0].data_type in {"s", "n"}  # a word, or nothing where nothing is left of it
    assert not isinstance(row[0].value, int | float)


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_are_in_the_readers_language(reports: TypstReports, texts: Texts, language: str) -> None:
    (heads,) = cells(reports, language=language)
    assert heads[0].value == texts.speaker(language).plain("readers.name")
