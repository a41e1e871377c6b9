"""The pages look as they did when somebody looked at them."""

from dataclasses import replace

import pytest

from bot.reports import TypstReports
from tests.reports.examples import HELD, KEPT, MARELLE
from tests.reports.golden import FOLDER, SHADES, difference, pages


def test_pages_look_as_they_did(reports: TypstReports) -> None:
    far = {
        name: difference(pdf, (FOLDER / f"{name}.pdf").read_bytes()) for name, pdf in pages(reports).items()
    }
    assert {name: shades for name, shades in far.items() if shades > SHADES} == {}


@pytest.mark.parametrize(
    "changed",
    [
        replace(HELD, sponsor_name="Verrerie du Condroz"),
        replace(HELD, creches=(replace(MARELLE, contracted=59),)),
        replace(HELD, history=(*HELD.history[:-2], (HELD.month.plus(-1), None), HELD.history[-1])),
        replace(HELD, awaiting=(replace(KEPT, places=2),)),
    ],
    ids=["a letter", "a half-day", "a column", "a place"],
)
def test_page_that_looks_otherwise_is_seen(reports: TypstReports, changed: object) -> None:
    golden = (FOLDER / "page-fr.pdf").read_bytes()
    assert difference(reports.page(changed, "fr"), golden) > SHADES  # type: ignore[arg-type]  # a summary
