"""The slip of paper: one A6 page in the family's language, with a code, a reference, a day and no name."""

import io
import re

import pytest
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from zxingcpp import read_barcodes

from bot.reports import TypstReports
from bot.rules.people import LANGUAGES
from bot.texts import Texts
from tests.cast import TODAY

LINK = "https://t.me/cigogne_walcreches_bot?start=iABCDEFGHIJKLMNOPQRSTUV"


def page(reports: TypstReports, language: str) -> bytes:
    return reports.slip(link=LINK, reference="K7M4PX29QW", until=TODAY, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_slip_tells_the_reference_and_until_when(reports: TypstReports, texts: Texts, language: str) -> None:
    reader = PdfReader(io.BytesIO(page(reports, language)))
    (only,) = reader.pages
    text = re.sub(r"\s+", " ", only.extract_text())
    assert "K7M4-PX29-QW" in text
    t = texts.speaker(language)
    assert t.show(TODAY).replace("\N{NO-BREAK SPACE}", " ") in text
    assert [round(float(side) * 25.4 / 72) for side in only.mediabox[2:]] == [105, 148]
    assert "t.me" not in text  # a link that opens a file is not for reading over a shoulder


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_on_a_creased_print_opens_the_link(reports: TypstReports, language: str) -> None:
    """144 dots an inch, the corner without a pattern torn off."""
    (sheet,) = PdfDocument(page(reports, language))
    printed = sheet.render(scale=2).to_numpy().copy()
    (found,) = read_barcodes(printed)
    corner, side = found.position.bottom_right, found.position.bottom_right.x - found.position.top_left.x
    torn = side // 6
    printed[corner.y - torn : corner.y, corner.x - torn : corner.x] = 255
    assert [code.text for code in read_barcodes(printed)] == [LINK]


def test_same_slip_gives_the_same_bytes(reports: TypstReports) -> None:
    assert page(reports, "nl") == page(reports, "nl")
