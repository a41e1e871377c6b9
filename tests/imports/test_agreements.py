import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.imports import read_agreements, template
from bot.rules.listed import Column, FileUnreadable, Listed, WrongColumns
from bot.rules.people import LANGUAGES
from bot.rules.refusals import DayDoesNotExist, Refusal, Unclear
from tests.cast import POLICY, TODAY

HEADS = (
    "Numéro d’entreprise;Entreprise;Crèche;Membre de l’ASBL (oui/non);Places;Début;Fin;"
    "Prix par place et par an;Préavis (mois);Référence de facture"
)
ROW = (
    "BE 0403.170.701;Verrerie d’Été;Les P’tits Soleils de Marcinelle;oui;"
    "2;1/09/2027;31/08/2030;8.000,50;3;PC-1"
)
LISTED = Listed(
    row=2,
    number="0403170701",
    firm="Verrerie d’Été",
    creche="marcinelle",
    member=True,
    places=2,
    start=date(2027, 9, 1),
    end=date(2030, 8, 31),
    price=800_050,
    notice=3,
    invoice="PC-1",
)


def read(*rows: str, heads: str = HEADS, encoding: str = "utf-8-sig") -> tuple[Listed, ...]:
    listed, faults = read_agreements("\r\n".join((heads, *rows)).encode(encoding), TODAY, POLICY)
    assert faults == ()
    return listed


def with_cell(column: Column, text: str) -> str:
    cells = ROW.split(";")
    cells[list(Column).index(column)] = text
    return ";".join(cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_list_is_read_whatever_excel_saved_it_as(encoding: str) -> None:
    assert read(ROW, encoding=encoding) == (LISTED,)


def test_commas_and_tabs_part_cells_too() -> None:
    quoted = ",".join(f'"{cell}"' for cell in ROW.split(";"))
    assert read(quoted, heads=HEADS.replace(";", ",")) == (LISTED,)
    assert read(ROW.replace(";", "\t"), heads=HEADS.replace(";", "\t")) == (LISTED,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_template_of_each_language_is_understood(language: str) -> None:
    heads = template(language).decode("utf-8-sig").strip()
    assert template(language).startswith(b"\xef\xbb\xbf")
    assert read(ROW, heads=heads) == (LISTED,)


def test_columns_come_in_any_order_and_some_may_be_absent() -> None:
    heads = "Places;Entreprise;Début;Crèche;Numéro d’entreprise;membre de l'asbl (OUI/NON)"
    (one,) = read("2;Verrerie;2027-09-01;marcinelle;0403170701;non", heads=heads)
    assert (one.places, one.member, one.end, one.price, one.invoice) == (2, False, None, None, None)


def test_empty_rows_are_passed_over_and_rows_keep_excels_numbers() -> None:
    assert [one.row for one in read("", ROW, ";;;;;;;;;", ROW)] == [3, 5]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/9/27", date(2027, 9, 1)),
        ("01-09-2027", date(2027, 9, 1)),
        ("2027-09-01", date(2027, 9, 1)),
        ("1.9.2027", date(2027, 9, 1)),
        ("1 septembre 2027", date(2027, 9, 1)),
        ("1 september 2027", date(2027, 9, 1)),
    ],
)
def test_days_are_read_as_excel_writes_them(text: str, day: date) -> None:
    assert read(with_cell(Column.START, text))[0].start == day


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        (Column.NUMBER, "0403.170.702", Unclear(what="enterprise_number")),
        (Column.FIRM, "", Unclear(what="listed_firm")),
        (Column.CRECHE, "Namur", Unclear(what="listed_creche")),
        (Column.MEMBER, "peut-être", Unclear(what="listed_member")),
        (Column.PLACES, "deux", Unclear(what="listed_places")),
        (Column.PLACES, "2,5", Unclear(what="listed_places")),
        (Column.START, "septembre 2027", Unclear(what="day")),
        (Column.START, "1/9", Unclear(what="day")),
        (Column.END, "31/02/2030", None),
        (Column.START, "44805", Unclear(what="day")),
        (Column.PRICE, "gratuit", Unclear(what="price")),
        (Column.NOTICE, "-3", Unclear(what="listed_notice")),
    ],
)
def test_fault_is_told_with_its_row_and_column(column: Column, text: str, why: Refusal | None) -> None:
    body = "\n".join((HEADS, ROW, with_cell(column, text))).encode()
    listed, (fault,) = read_agreements(body, TODAY, POLICY)
    assert [one.row for one in listed] == [2]
    assert (fault.row, fault.column) == (3, column)
    assert fault.why == why if why else isinstance(fault.why, DayDoesNotExist)


def test_every_fault_of_a_row_is_told() -> None:
    row = "x;Verrerie;y;z;0,5;hier;demain soir;q;w;PC"
    _, faults = read_agreements(f"{HEADS}\n{row}".encode(), TODAY, POLICY)
    assert {fault.column for fault in faults} >= {Column.NUMBER, Column.CRECHE, Column.PLACES, Column.PRICE}


@pytest.mark.parametrize(
    ("heads", "unknown", "lacking"),
    [
        ("Nom;Prénom", ["Nom", "Prénom"], 6),
        (HEADS.replace("Places;", ""), [], 1),
        (HEADS + ";Couleur", ["Couleur"], 0),
        (HEADS + ";Places", [], 1),
    ],
)
def test_wrong_columns_are_named(heads: str, unknown: list[str], lacking: int) -> None:
    with pytest.raises(WrongColumns) as no:
        read_agreements(heads.encode(), TODAY, POLICY)
    assert no.value.unknown == unknown
    assert len(no.value.lacking) == lacking


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04\0\0", b"%PDF-1.7\n\0", b'"torn', b"x" * 1_000_001])
def test_another_kind_of_file_is_refused(body: bytes) -> None:
    with pytest.raises((FileUnreadable, WrongColumns)):
        read_agreements(body, TODAY, POLICY)


@given(st.binary(max_size=300))
def test_any_file_is_read_or_refused(body: bytes) -> None:
    heads = io.BytesIO(HEADS.encode() + b"\r\n" + body).getvalue()
    for one in (body, heads):
        try:
            read_agreements(one, TODAY, POLICY)
        except Refusal as no:
            assert isinstance(no, FileUnreadable | WrongColumns)  # noqa: PT017 – either is a refusal of the file
