"""The slip of paper: one A6 page in the family's language, with a code, a reference, a day and no name."""

import io
import re

import pytest
import segno
from pypdf import PdfReader

from bot.reports import TypstReports
from bot.reports.slip import slip
from bot.rules.people import LANGUAGES
from bot.texts import Texts
from tests.cast import POLICY, TODAY

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


def test_code_carries_the_link(texts: Texts) -> None:
    """The picture is the code of that link and of no other: the same dark squares, row by row."""
    drawn = slip(LINK, "K7M4PX29QW", TODAY, texts.speaker("fr"), POLICY)["code"]
    assert drawn == segno.make(LINK, error="q", micro=False).svg_inline(
        border=4, dark="#16272e", light="#ffffff"
    )
    assert drawn != slip(LINK + "A", "K7M4PX29QW", TODAY, texts.speaker("fr"), POLICY)["code"]


def test_same_slip_gives_the_same_bytes(reports: TypstReports) -> None:
    assert page(reports, "nl") == page(reports, "nl")
