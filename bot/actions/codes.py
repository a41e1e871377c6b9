"""Who speaks for a firm makes codes for its colleagues, calls them back, and knows how many, never whose."""

from dataclasses import dataclass
from datetime import datetime

from bot.ports import Records
from bot.rules import codes as rules
from bot.rules.calendar import local_day
from bot.rules.codes import SIZES, CodeCount, CodeSheet, CodeUnknown, CodeYours
from bot.rules.people import Person, Role
from bot.rules.places import Sponsor
from bot.rules.policy import Policy
from bot.rules.refusals import NotAllowed, NotFound, StaleScreen


@dataclass(frozen=True, kw_only=True)
class Codes:
    """A firm's codes in figures, and its sheets, the newest first."""

    sponsor: Sponsor
    count: CodeCount
    sheets: tuple[CodeSheet, ...]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A fresh sheet with its codes: shown now and never again. `language`: the firm's."""

    sponsor: Sponsor
    sheet: CodeSheet
    codes: tuple[str, ...]
    language: str


def check_speaks(records: Records, person_id: str, sponsor_id: str) -> Sponsor:
    """The firm, for its own contacts and for coordinators. Refused NotAllowed, NotFound."""
    person = records.people.get(person_id)
    if sponsor_id not in person.sponsors and not person.is_(Role.COORDINATOR):
        raise NotAllowed
    return records.sponsors.get(sponsor_id)


def sponsor_of(records: Records, person: Person, code: str, now: datetime) -> str | None:
    """Whose code that is, for somebody who fills in the form. Refused CodeYours, CodeUnknown."""
    if not code:
        return None
    sponsor_id = records.sponsors.code_sponsor(code, at=now)
    if sponsor_id is not None:
        return sponsor_id
    user = records.sponsors.code_user(code)
    family = records.requests.of_family(person.family_id) if user and person.family_id else ()
    for request in family:
        if user in {request.id, request.linked}:
            raise CodeYours(reference=request.reference)
    raise CodeUnknown


def where(records: Records, code: str, *, now: datetime) -> frozenset[str]:
    """The crèches at which that code can give priority: its firm has an agreement there, or soon will."""
    sponsor_id = records.sponsors.code_sponsor(code, at=now)
    agreements = records.sponsors.agreements(sponsor_id) if sponsor_id else ()
    today = local_day(now)
    return frozenset(one.creche for one in agreements if one.period.end is None or one.period.end >= today)


def of(records: Records, person_id: str, sponsor_id: str, *, now: datetime, policy: Policy) -> Codes:
    """How many codes were made, are over, were used. Refused NotAllowed, NotFound."""
    sponsor = check_speaks(records, person_id, sponsor_id)
    sheets = records.sponsors.sheets(sponsor_id)
    used = records.sponsors.codes_used(sponsor_id)
    return Codes(sponsor=sponsor, count=rules.count(sheets, used, now, policy), sheets=sheets)


def make(
    records: Records, person_id: str, sponsor_id: str, size: int, *, asked: str, now: datetime, policy: Policy
) -> Made:
    """A sheet of codes; `asked` is the screen's own word, good for one sheet however often it is tapped.

    Refused NotAllowed, NotFound, NoAgreementNow, TooManyCodes, StaleScreen.
    """
    sponsor = check_speaks(records, person_id, sponsor_id)
    if size not in SIZES:
        raise StaleScreen
    rules.check_room(records.sponsors.sheets(sponsor_id), size, now, policy)
    until = rules.expiry(records.sponsors.agreements(sponsor_id), local_day(now), policy)
    if not records.ledger.mark("code-sheet", sponsor_id, f"{person_id}/{asked}", at=now):
        raise StaleScreen
    sheet = CodeSheet(id=records.new_id(), sponsor_id=sponsor_id, made_at=now, count=size, expires_at=until)
    codes = tuple(rules.new_code(records.new_id()) for _ in range(size))
    records.sponsors.add_sheet(sheet, codes)
    records.trace.note(
        who=person_id, what="codes made", subject=f"sponsor:{sponsor_id}", why=str(size), at=now
    )
    return Made(sponsor=sponsor, sheet=sheet, codes=codes, language=_language(records, person_id, sponsor_id))


def sheet(records: Records, person_id: str, sheet_id: str) -> CodeSheet:
    """One sheet. Refused NotAllowed, NotFound."""
    found = records.sponsors.sheet(sheet_id)
    check_speaks(records, person_id, found.sponsor_id)
    return found


def call_back(records: Records, person_id: str, sheet_id: str, *, now: datetime) -> CodeSheet:
    """Codes of a sheet that were not used yet are good no longer. Refused NotAllowed, NotFound."""
    found = sheet(records, person_id, sheet_id)
    if not found.holds(now):
        raise NotFound
    records.sponsors.revoke_sheet(sheet_id, at=now)
    subject = f"sponsor:{found.sponsor_id}"
    records.trace.note(who=person_id, what="codes called back", subject=subject, at=now)
    return found


def _language(records: Records, person_id: str, sponsor_id: str) -> str:
    """The maker's own, if they speak for the firm; else that of the contact who came first."""
    person = records.people.get(person_id)
    contacts = records.people.holders(Role.HR, sponsor_id)
    speaks = sponsor_id in person.sponsors or not contacts
    return person.language if speaks else contacts[0].language
