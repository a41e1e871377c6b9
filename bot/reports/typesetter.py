"""Typst turns figures and words into PNG and PDF, alike on every machine: fonts and templates come along."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import fontpkg_ibm_plex_sans  # type: ignore[import-untyped]  # it ships no types

from bot.reports.page import page
from bot.reports.picture import picture
from bot.rules.occupancy import Occupancy
from bot.rules.policy import Policy
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.rules.announcements import Told
    from bot.rules.capacity import MonthRoom
    from bot.rules.samples import Sample
    from bot.rules.sponsors import CrecheSponsors

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(fontpkg_ibm_plex_sans.ROOT) / "files"


class Template:
    """One template with its compiler, kept warm (three times faster); threads take turns."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = Lock()

    @cached_property
    def _compiler(self) -> Any:
        """Made for the first report: with its fonts it takes tens of megabytes that many never need."""
        import typst

        return typst.Compiler(
            TEMPLATES / self._name, root=TEMPLATES, font_paths=[FONTS], ignore_system_fonts=True
        )

    def compile(self, data: dict[str, Any], **options: Any) -> bytes:
        """Typeset it. Data goes in as JSON, so no name can ever be read as markup."""
        with self._lock:
            made = self._compiler.compile(sys_inputs={"data": json.dumps(data)}, **options)
        if not isinstance(made, bytes):
            raise TypeError(f"one page was expected, not {type(made).__name__}")
        return made

    def pdf(self, data: dict[str, Any], day: date) -> bytes:
        """PDF/UA-1, dated that day: the same data give the same bytes."""
        dated = datetime.combine(day, time(), UTC)
        return self.compile(data, format="pdf", pdf_standards=["ua-1"], timestamp=dated)


class TypstReports:
    """The port `Reports`. A policy gives the target and the names of the cooperative and its crèches.

    What is on a report is loaded when the first is made, except of those that a courier sends.
    """

    def __init__(self, texts: Texts, policy: Policy | None = None) -> None:
        self._texts = texts
        self._policy = policy
        self._picture = Template("picture.typ")
        self._page = Template("page.typ")
        self._statement = Template("statement.typ")
        self._capacity = Template("capacity.typ")
        self._slip = Template("slip.typ")
        self._codes = Template("codes.typ")

    def picture(self, summary: Occupancy, language: str) -> bytes:
        """PNG, 1080 × 1350 pixels."""
        data = picture(summary, self._texts.speaker(language), self._policy)
        return self._picture.compile(data, format="png", ppi=144)

    def page(self, summary: Occupancy, language: str) -> bytes:
        """PDF/UA-1, one A4 page; the same summary gives the same bytes."""
        data = page(summary, self._texts.speaker(language), self._policy)
        made = self._page.pdf(data, summary.month.last)
        return made if _is_one_page(made) else self._page.pdf(data | {"size": 0}, summary.month.last)

    def statement(self, months: Sequence[Occupancy], language: str) -> bytes:
        """PDF/UA-1, one A4 page: the months of a year."""
        from bot.reports.statement import statement

        data = statement(months, self._texts.speaker(language), self._policy)
        return self._statement.pdf(data, months[-1].month.last)

    def spreadsheet(self, months: Sequence[Occupancy], language: str) -> bytes:
        """XLSX, a row for each agreement and month."""
        from bot.reports.spreadsheet import spreadsheet

        return spreadsheet(months, self._texts.speaker(language), self._policy)

    def capacity(self, creche: str, months: "Sequence[MonthRoom]", language: str) -> bytes:
        """PNG, 1080 × 1440 pixels."""
        from bot.reports.capacity import capacity

        if self._policy is None:
            raise ValueError("a crèche's places stand in the policy")
        data = capacity(creche, months, self._texts.speaker(language), self._policy)
        return self._capacity.compile(data, format="png", ppi=144)

    def slip(self, *, link: str, reference: str, until: date, language: str) -> bytes:
        """PDF/UA-1, one A6 page."""
        from bot.reports.slip import slip

        data = slip(link, reference, until, self._texts.speaker(language), self._policy)
        return self._slip.pdf(data, until)

    def board(self, creches: "Sequence[CrecheSponsors]", today: date, language: str) -> bytes:
        """XLSX: a row for each agreement of every sponsor."""
        from bot.reports.board import board

        return board(creches, today, self._texts.speaker(language), self._policy)

    def sample(self, found: "Sample", language: str) -> bytes:
        """XLSX: what staff read, drawn from a month."""
        from bot.reports.sample import sample

        return sample(found, self._texts.speaker(language))

    def readers(self, told: "Sequence[Told]", today: date, language: str) -> bytes:
        """XLSX: a row for each reader of an announcement."""
        from bot.reports.readers import readers

        return readers(told, today, self._texts.speaker(language))

    def codes(self, links: Sequence[tuple[str, str]], *, firm: str, until: date, language: str) -> bytes:
        """PDF/UA-1, eight slips on each A4 page."""
        from bot.reports.codes import codes

        data = codes(links, firm, until, self._texts.speaker(language), self._policy)
        return self._codes.pdf(data, until)


def _is_one_page(pdf: bytes) -> bool:
    """Counted in the file; finding the size beforehand would cost as much as the page."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
