"""The pages as they were looked at by people, and how far two pages may differ.

`python -m tests.reports.golden` makes them anew: look at them before they are committed.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2

from bot.reports import TypstReports
from bot.texts import Texts
from tests.reports.examples import CROWDED, HELD, WORKED
from tests.reports.test_statement import year

FOLDER = Path(__file__).parent / "pages"
#: Points a side of what is compared; the renderer's own edges blur into it.
BLOCK = 6
#: Shades of grey, of 255, by which a block may differ: a hair's breadth, not a figure.
SHADES = 24


def pages(reports: TypstReports) -> dict[str, bytes]:
    """What is looked at: an ordinary page, the fullest, a year."""
    return {
        "page-fr": reports.page(HELD, "fr"),
        "page-crowded-de": reports.page(CROWDED, "de"),
        "statement-nl": reports.statement(year(WORKED), "nl"),
    }


def difference(one: bytes, other: bytes) -> float:
    """The largest difference between two pages, in shades of grey of a block."""
    seen, wanted = _blocks(one), _blocks(other)
    if seen.shape != wanted.shape:
        return 255.0
    return float(np.abs(seen - wanted).max())


def _blocks(pdf: bytes) -> Any:
    """Twice as fine as points, then averaged over blocks."""
    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=2, grayscale=True).to_numpy()
    grey = drawn.reshape(drawn.shape[0], drawn.shape[1]).astype(float)
    side = 2 * BLOCK
    height, width = (length // side * side for length in grey.shape)
    return grey[:height, :width].reshape(height // side, side, width // side, side).mean(axis=(1, 3))


def main() -> None:
    """Make them anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, pdf in pages(TypstReports(Texts.load())).items():
        (FOLDER / f"{name}.pdf").write_bytes(pdf)


if __name__ == "__main__":
    main()
