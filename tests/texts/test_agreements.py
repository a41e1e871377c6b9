from datetime import date

import pytest

from bot.rules.agreements import Line, Value
from bot.rules.refusals import Unclear
from bot.texts.agreements import read_agreement_line, read_money
from tests.cast import POLICY, TODAY


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("8000", 800_000),
        ("8 000 €", 800_000),
        ("8.000,50", 800_050),
        ("8\N{NARROW NO-BREAK SPACE}000,5 EUR", 800_050),
        ("€ 1.234.567,89", 123_456_789),
        ("8000.50 euros", 800_050),
        ("8’000", 800_000),
        ("0", 0),
    ],
)
def test_amount_is_read_as_people_write_it(text: str, cents: int) -> None:
    assert read_money(text) == cents


@pytest.mark.parametrize("text", ["", "beaucoup", "8,000,00", "-8000", "8.00.000", "8000 par mois", "=8000"])
def test_amount_that_could_mean_anything_is_refused(text: str) -> None:
    with pytest.raises(Unclear) as no:
        read_money(text)
    assert no.value == Unclear(what="price")


@pytest.mark.parametrize(
    ("line", "text", "value"),
    [
        (Line.CRECHE, "lodelinsart", "lodelinsart"),
        (Line.MEMBER, "oui", True),
        (Line.MEMBER, "nee", False),
        (Line.PLACES, "3 places", 3),
        (Line.START, "1/9/2027", date(2027, 9, 1)),
        (Line.START, "septembre 2027", date(2027, 9, 1)),
        (Line.END, "août 2030", date(2030, 8, 31)),
        (Line.END, "31 augustus 2030", date(2030, 8, 31)),
        (Line.NOTICE, "6 mois", 6),
        (Line.INVOICE, "  PC   2027 ", "PC 2027"),
    ],
)
def test_line_is_read_in_ones_own_words(line: Line, text: str, value: Value) -> None:
    assert read_agreement_line(text, line, "fr", TODAY, POLICY) == value


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (Line.CRECHE, "agreement"),
        (Line.MEMBER, "agreement"),
        (Line.PLACES, "places"),
        (Line.START, "day"),
        (Line.END, "day"),
        (Line.PRICE, "price"),
        (Line.NOTICE, "notice"),
    ],
)
def test_line_that_is_not_understood_says_what_was_asked(line: Line, what: str) -> None:
    with pytest.raises(Unclear) as no:
        read_agreement_line("on verra", line, "fr", TODAY, POLICY)
    assert no.value == Unclear(what=what)
