import pytest

from bot.imports import read_enterprise_number
from bot.rules.refusals import Unclear


@pytest.mark.parametrize(
    "text",
    ["0403170701", "0403.170.701", "BE 0403.170.701", "be0403170701", " 403 170 701 ", "BE0403-170-701"],
)
def test_enterprise_number_is_read_as_it_stands_on_invoices(text: str) -> None:
    assert read_enterprise_number(text) == "0403170701"


@pytest.mark.parametrize(
    "text", ["0403170702", "0403.170.710", "040317070", "NL123456789B01", "douze", "", "0000000000", "🙂"]
)
def test_number_with_a_slip_in_it_is_refused(text: str) -> None:
    with pytest.raises(Unclear) as no:
        read_enterprise_number(text)
    assert no.value == Unclear(what="enterprise_number")
