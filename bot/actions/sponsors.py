"""Coordinators keep the firms: their names and numbers, their agreements, who speaks for them."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.actions.invitations import check_coordinator
from bot.actions.people import focus as remember
from bot.ports import Records
from bot.rules import sponsors as rules
from bot.rules.calendar import Period, local_day
from bot.rules.people import Person, Role
from bot.rules.places import Agreement, Sponsor
from bot.rules.policy import Policy
from bot.rules.sponsors import CrecheSponsors, SponsorKnown, check_name, in_order


@dataclass(frozen=True, kw_only=True)
class Firm:
    """A firm with its agreements, those that run first, and its contacts."""

    sponsor: Sponsor
    agreements: tuple[Agreement, ...]
    contacts: tuple[Person, ...]
    today: date

    @property
    def places(self) -> int:
        """Under agreements that run today."""
        return sum(one.places for one in self.agreements if self.today in one.period)


def every(records: Records, person_id: str, *, now: datetime) -> tuple[Firm, ...]:
    """All firms, by name; nothing typed before is waited for any more. Refused NotAllowed."""
    check_coordinator(records, person_id)
    remember(records, person_id, "")
    return tuple(_firm(records, sponsor, now) for sponsor in records.sponsors.all())


def file(records: Records, person_id: str, sponsor_id: str, *, now: datetime) -> Firm:
    """One firm. Refused NotAllowed, NotFound."""
    check_coordinator(records, person_id)
    remember(records, person_id, "")
    return _firm(records, records.sponsors.get(sponsor_id), now)


def ask(records: Records, person_id: str, *, focus: str, number: str = "") -> None:
    """Typed words are then the number of a new firm, or the name of the one with that number.

    Refused NotAllowed; SponsorKnown where there is one with that number.
    """
    check_coordinator(records, person_id)
    _check_unknown(records, number)
    remember(records, person_id, focus, number)


def add(records: Records, person_id: str, *, number: str, name: str, now: datetime) -> Firm:
    """A new firm. Refused NotAllowed, SponsorKnown, TooLong, Unclear."""
    check_coordinator(records, person_id)
    _check_unknown(records, number)
    sponsor = enter(records, person_id, number=number, name=name, now=now)
    return file(records, person_id, sponsor.id, now=now)


def enter(records: Records, person_id: str, *, number: str, name: str, now: datetime) -> Sponsor:
    """A firm that nobody has entered yet. Refused TooLong, Unclear."""
    sponsor = Sponsor(id=records.new_id(), name=check_name(name), number=number)
    records.sponsors.add(sponsor)
    records.trace.note(who=person_id, what="sponsor entered", subject=f"sponsor:{sponsor.id}", at=now)
    return sponsor


def _check_unknown(records: Records, number: str, *, but: str = "") -> None:
    known = records.sponsors.by_number(number) if number else None
    if known is not None and known.id != but:
        raise SponsorKnown(name=known.name)


def ask_change(records: Records, person_id: str, sponsor_id: str, *, focus: str) -> Sponsor:
    """Typed words are then the firm's name, or its number. Refused NotAllowed, NotFound."""
    check_coordinator(records, person_id)
    sponsor = records.sponsors.get(sponsor_id)
    remember(records, person_id, focus, sponsor_id)
    return sponsor


def change(
    records: Records, person_id: str, sponsor_id: str, *, name: str = "", number: str = "", now: datetime
) -> Firm:
    """Another name, or another number. Refused NotAllowed, NotFound, SponsorKnown, TooLong, Unclear."""
    check_coordinator(records, person_id)
    before = records.sponsors.get(sponsor_id)
    _check_unknown(records, number, but=sponsor_id)
    after = replace(before, number=number) if number else replace(before, name=check_name(name))
    if after != before:
        records.sponsors.save(after)
        why = f"{before.number} → {number}" if number else f"{before.name} → {after.name}"
        records.trace.note(
            who=person_id, what="sponsor changed", subject=f"sponsor:{sponsor_id}", why=why, at=now
        )
    return file(records, person_id, sponsor_id, now=now)


def by_creche(
    records: Records, person_id: str, *, now: datetime, policy: Policy
) -> tuple[CrecheSponsors, ...]:
    """Who sponsors what at each crèche today. Refused NotAllowed."""
    check_coordinator(records, person_id)
    today = local_day(now)
    there = [
        stay for creche in policy.creches for stay in records.places.stays(creche.id, Period(today, today))
    ]
    told = [one for creche in policy.creches for one in records.sponsors.vacancies(creche.id)]
    firms, agreements = records.sponsors.all(), records.sponsors.all_agreements()
    return rules.by_creche(firms, agreements, there, today, policy, told)


def _firm(records: Records, sponsor: Sponsor, now: datetime) -> Firm:
    today = local_day(now)
    return Firm(
        sponsor=sponsor,
        agreements=in_order(records.sponsors.agreements(sponsor.id), today),
        contacts=records.people.holders(Role.HR, sponsor.id),
        today=today,
    )
