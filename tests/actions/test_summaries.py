"""What must never stand in a firm's month: canaries are hidden wherever a family is known, and looked for."""

import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.actions.summaries import ensure_summaries
from bot.actions.vacancies import tell_vacancies
from bot.ports import Records
from bot.reports import TypstReports
from bot.reports.picture import picture
from bot.rules.calendar import Month, at_local
from bot.rules.occupancy import Correction, Occupancy
from bot.rules.offers import Offer
from bot.rules.people import LANGUAGES, Child
from bot.rules.places import presumed_end
from bot.rules.requests import Claim, ClaimCode
from bot.texts import Texts
from bot.texts.summaries import caption, correction, details
from storage import Storage
from tests.cast import ANA, FULL_STAY, LAMBERT_CONFIRMED, LUC, POLICY, TECHNORD, TECHNORD_AGREEMENT, TODAY
from tests.kept import empty_storage
from tests.storage import seeds

MARCH = Month(2027, 3)
TEXTS = Texts.load()
REPORTS = TypstReports(TEXTS, POLICY)
CHILD = Child(born=True, day=date(2026, 2, 17))
ANA_THERE = replace(ANA, name="Canarinette Serin", phone="+32499123987")
REQUEST = replace(
    LAMBERT_CONFIRMED,
    id="cafe" * 8,
    children=(CHILD,),
    predemand="ONE-77-CANARY",
    claims=(
        Claim(code=ClaimCode.DISABILITY, seen_on=TODAY, seen_by="director"),
        Claim(code=ClaimCode.EMPLOYER, seen_on=TODAY, seen_by="director", sponsor_id=TECHNORD.id),
    ),
)
OFFER = Offer(
    id="beef" * 8,
    request_id=REQUEST.id,
    creche=FULL_STAY.creche,
    start=date(2027, 4, 12),
    week=FULL_STAY.week,
    ends=(presumed_end(CHILD),),
    sent_at=at_local(date(2027, 3, 24), 9),
    deadline=date(2027, 4, 3),
    agreement_id=FULL_STAY.agreement_id,
)
#: Of the family, of contacts and staff; the kinds of priority, in the words of every language.
FORBIDDEN = (
    *("canarinette", "serin", "499123987", "canary", "luc", "director"),
    *(REQUEST.id, REQUEST.reference.lower(), OFFER.id, "2026-02-17", "17/02/2026", "17 févr", "2027-04-12"),
    *("52-1", "52-4", "handicap", "disab", "behinder", "beperking", "fratrie", "sibling"),
)


@pytest.fixture
async def month(tmp_path: Path) -> AsyncIterator[Occupancy]:
    """March as Technord was told it: Ana's family, its colleague, has an offer and a child who is there."""
    async with empty_storage(tmp_path) as storage:
        yield await _told(storage)


async def _told(storage: Storage) -> Occupancy:
    def furnish(records: Records) -> Occupancy | None:
        seeds.person(records, ANA_THERE)
        seeds.person(records, LUC)
        seeds.sponsor(records)
        records.sponsors.add_agreement(replace(TECHNORD_AGREEMENT, id="second", places=1))
        records.requests.add(REQUEST)
        records.places.add_stay(replace(FULL_STAY, request_id=REQUEST.id, child=0))
        records.offers.add(OFFER)
        tell_vacancies(records, now=at_local(date(2027, 4, 2), 10), policy=POLICY)
        ensure_summaries(records, now=at_local(date(2027, 4, 5), 9), policy=POLICY)
        return records.sponsors.summary(TECHNORD.id, MARCH)

    found = await storage.do(furnish)
    assert found is not None
    return replace(found, corrections=(Correction("marcinelle", 88, 44, 88, 58),), corrected_on=TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_of_a_family_stands_in_any_artefact(month: Occupancy, language: str) -> None:
    t = TEXTS.speaker(language)
    found = {
        "message": f"{caption(month, t, POLICY)} {details(month, t, POLICY)} {correction(month, t, POLICY)}",
        "picture": f"{picture(month, t, POLICY)} {REPORTS.picture(month, language).decode('latin-1')}",
        "page": _everything_in(REPORTS.page(month, language)),
        "statement": _everything_in(REPORTS.statement((month,), language)),
        "spreadsheet": _parts_of(REPORTS.spreadsheet((month,), language)),
    }
    assert {
        (what, word) for what, text in found.items() for word in FORBIDDEN if word in text.lower()
    } == set()
    assert all("Technord" in text for what, text in found.items())
    assert [one.places for one in month.awaiting] == [1]
    by = t.show(month.awaiting[0].by)
    assert all(by in found[what] for what in ("message", "page"))


def test_canary_that_is_shown_is_found() -> None:
    """The search sees what stands on a page, in a cell and in what describes a file."""
    told = TEXTS.speaker("fr")
    shown = Occupancy(
        sponsor_id="f", sponsor_name="Canarinette", month=MARCH, creches=(), history=((MARCH, None),)
    )
    assert "Canarinette" in _everything_in(REPORTS.page(shown, "fr"))
    assert "Canarinette" in _parts_of(REPORTS.spreadsheet((shown,), "fr"))
    assert "Canarinette" in str(picture(shown, told, POLICY))


def _everything_in(pdf: bytes) -> str:
    """Its words, what describes it, and the texts that stand for drawings."""
    reader: Any = PdfReader(io.BytesIO(pdf))
    words = " ".join(page.extract_text() for page in reader.pages)
    every = (reader.get_object(number) for number in range(1, int(reader.trailer["/Size"])))
    alternatives = [str(thing["/Alt"]) for thing in every if isinstance(thing, dict) and "/Alt" in thing]
    described = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    return " ".join((words, described, str(reader.metadata), *alternatives))


def _parts_of(xlsx: bytes) -> str:
    archive = zipfile.ZipFile(io.BytesIO(xlsx))
    return " ".join(archive.read(name).decode() for name in archive.namelist())
