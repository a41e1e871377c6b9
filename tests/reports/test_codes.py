"""The sheet of slips: eight an A4 page, each with a code of its own that a telephone reads."""

import io
import re

import pytest
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from zxingcpp import read_barcodes

from bot.reports import TypstReports
from bot.rules.codes import in_groups, new_code
from bot.rules.people import LANGUAGES
from bot.texts import Texts
from tests.cast import TODAY

CODES = [new_code(f"{number * 0x1234567890ABCDEF1234567890ABCDEF % 2**128:032x}") for number in range(1, 21)]
LINKS = [(code, f"https://t.me/cigogne_walcreches_bot?start=e-{code}") for code in CODES]


def sheet(reports: TypstReports, language: str, many: int = 20) -> bytes:
    firm = "Verrerie #1 *du* Condroz & Fils $x$"
    return reports.codes(LINKS[:many], firm=firm, until=TODAY, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_stands_once_with_what_the_employer_sees(
    reports: TypstReports, texts: Texts, language: str
) -> None:
    pages = PdfReader(io.BytesIO(sheet(reports, language))).pages
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
    t = texts.speaker(language)
    assert len(pages) == 3
    assert [text.count(in_groups(code)) for code in CODES] == [1] * 20
    assert text.count("Verrerie #1 *du* Condroz & Fils $x$") == 20
    assert text.count(re.sub(r"\s+", " ", t.plain("code.slip.sees"))[:40]) == 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_telephone_reads_every_slip(reports: TypstReports, language: str) -> None:
    found = [
        code.text
        for page in PdfDocument(sheet(reports, language))
        for code in read_barcodes(page.render(scale=2).to_numpy())
    ]
    assert sorted(found) == sorted(link for _, link in LINKS)


def test_one_code_is_one_page(reports: TypstReports) -> None:
    assert len(PdfReader(io.BytesIO(sheet(reports, "de", 1))).pages) == 1
