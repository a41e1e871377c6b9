"""A firm's year on a page."""

from dataclasses import replace

import pytest

from bot.reports import TypstReports
from bot.rules.calendar import Month
from bot.rules.occupancy import Occupancy
from tests.reports.examples import CROWDED, LANGUAGES, SHUT, TWO, WORKED
from tests.reports.test_page import opened, words


def year(summary: Occupancy) -> tuple[Occupancy, ...]:
    return tuple(replace(summary, month=Month(2027, number)) for number in range(1, 13))


def test_statement_adds_the_months_up(reports: TypstReports) -> None:
    text = words(reports.statement(year(TWO), "fr"))

    assert "Du 1er janvier 2027 au 31 décembre 2027" in text
    assert "La Marelle 1 056 696 360 65,9 %" in text
    assert "En tout 2 640 2 016 624 76,4 %" in text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "L’ONE seul délivre le document fiscal"),
        ("nl", "Alleen ONE levert het fiscale document af"),
        ("de", "Nur das ONE stellt das Steuerdokument aus"),
        ("en", "ONE alone issues the tax document"),
    ],
)
def test_statement_says_who_issues_the_tax_document(
    reports: TypstReports, language: str, sentence: str
) -> None:
    assert sentence in words(reports.statement(year(WORKED), language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("summary", [WORKED, CROWDED, SHUT], ids=["one", "six", "closed"])
def test_statement_is_one_tagged_sheet(reports: TypstReports, summary: Occupancy, language: str) -> None:
    reader = opened(reports.statement(year(summary), language))

    assert len(reader.pages) == 1
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_statement_counts_nobody(reports: TypstReports) -> None:
    assert "moins de" not in words(reports.statement(year(WORKED), "fr"))


def test_statement_of_a_year_that_has_begun_says_until_when(reports: TypstReports) -> None:
    assert "Du 1er janvier 2027 au 31 mars 2027" in words(reports.statement(year(WORKED)[:3], "fr"))
