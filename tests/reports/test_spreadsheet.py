"""A firm's spreadsheet as another program opens it."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from bot.reports import TypstReports
from bot.rules.calendar import Month
from tests.reports.examples import CLOSED, HELD, HOSTILE, KEPT, MARELLE, TWO, WORKED

APRIL = replace(WORKED, month=Month(2027, 4))
#: What spreadsheets would take for a formula, a link or a number.
TRICKS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "=cmd|' /C calc'!A0",
    "{=1}",
    "https://x.be",
    "007",
    HOSTILE,
)


def opened(xlsx: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx)).active


def test_sheet_has_a_row_for_each_creche_and_month(reports: TypstReports) -> None:
    rows = list(opened(reports.spreadsheet((TWO, APRIL), "fr")).iter_rows(values_only=True))

    assert [row[:9] for row in rows[1:]] == [
        (datetime(2027, 3, 1), "La Marelle", "3F9A0C1B", 2, 44, 88, 58, 30, pytest.approx(58 / 88)),
        (datetime(2027, 3, 1), "L’Envol", "BEEF", 3, 44, 132, 110, 22, pytest.approx(110 / 132)),
        (datetime(2027, 4, 1), "La Marelle", "3F9A0C1B", 2, 44, 88, 58, 30, pytest.approx(58 / 88)),
    ]
    assert rows[1][9:14] == pytest.approx((58 / 44, 0, 30 / 44, 0.4, 0))
    assert rows[1][14:] == (None, None, datetime(2027, 8, 31), 8000, "PC-2027-014")


def test_cells_have_types_and_belgian_formats(reports: TypstReports) -> None:
    cells = [*opened(reports.spreadsheet((HELD,), "nl")).iter_rows()][1]

    assert "".join(cell.data_type for cell in cells) == "dssnnnnnnnnnnnnddns"
    assert {column: cells[column].number_format for column in (0, 5, 8, 9, 14, 15, 16, 17)} == {
        0: "[$-813]mmmm yyyy",
        5: "#,##0",
        8: "0.0%",
        9: "#,##0.0",
        14: "#,##0",
        15: "dd/mm/yyyy",
        16: "dd/mm/yyyy",
        17: '#,##0.00 "€"',
    }


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("fr", ["Mois", "Crèche", "Référence"]),
        ("nl", ["Maand", "Crèche", "Referentie"]),
        ("de", ["Monat", "Krippe", "Referenz"]),
        ("en", ["Month", "Crèche", "Reference"]),
    ],
)
def test_heads_speak_the_readers_language(reports: TypstReports, language: str, heads: list[str]) -> None:
    assert [cell.value for cell in opened(reports.spreadsheet((WORKED,), language))[1]][:3] == heads


def test_heads_say_what_is_counted(reports: TypstReports) -> None:
    heads = [cell.value for cell in opened(reports.spreadsheet((WORKED,), "fr"))[1]]
    assert heads[5:8] == [f"{what} (demi-journées)" for what in ("Réservées", "Contractées", "Vacantes")]
    assert heads[11] == "Libres (places à temps plein)"


def test_month_without_opening_days_has_empty_cells(reports: TypstReports) -> None:
    sheet = opened(reports.spreadsheet((replace(WORKED, creches=(CLOSED,)),), "fr"))
    assert [cell.value for cell in sheet[2]][5:12] == [0, 0, 0, None, None, None, None]


@pytest.mark.parametrize("trick", TRICKS)
def test_no_word_of_peoples_becomes_a_formula_a_link_or_a_number(reports: TypstReports, trick: str) -> None:
    line = replace(MARELLE, creche=trick, agreement_id=trick, invoice_reference=trick)
    xlsx = reports.spreadsheet((replace(WORKED, sponsor_name=trick, creches=(line,)),), "fr")
    sheet = opened(xlsx)

    parts = zipfile.ZipFile(io.BytesIO(xlsx))
    assert {name for name in parts.namelist() if b"<f>" in parts.read(name)} == set()
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", " ".join(trick.split()))
    assert (sheet["S2"].data_type, sheet["S2"].hyperlink) == ("s", None)


def test_signs_that_steer_programs_are_left_out(reports: TypstReports) -> None:
    line = replace(MARELLE, creche="a\x07b\u202ec\x00", invoice_reference="")
    sheet = opened(reports.spreadsheet((replace(WORKED, creches=(line,)),), "fr"))
    assert sheet["B2"].value == "abc"


def test_sheet_of_the_same_months_is_the_same(reports: TypstReports) -> None:
    assert reports.spreadsheet((WORKED,), "fr") == reports.spreadsheet((WORKED,), "fr")


def test_agreement_without_an_end_has_no_day_there(reports: TypstReports) -> None:
    endless = replace(MARELLE, agreement=replace(MARELLE.agreement, end=None), price_cents=None)
    sheet = opened(reports.spreadsheet((replace(WORKED, creches=(endless,)),), "fr"))
    assert (sheet["Q2"].value, sheet["R2"].value) == (None, None)


def test_what_is_kept_stands_in_the_row_of_its_agreement(reports: TypstReports) -> None:
    """The sum, and the first day by which the firm decides."""
    later = replace(KEPT, places=1, by=date(2027, 5, 3))
    rows = opened(reports.spreadsheet((replace(TWO, awaiting=(KEPT, later)),), "fr")).iter_rows(
        values_only=True
    )

    assert [row[14:16] for row in list(rows)[1:]] == [(2, datetime(2027, 4, 12)), (None, None)]
