"""A coordinator's list of agreements is kept whole, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.agreements import keep_one
from bot.actions.invitations import check_coordinator
from bot.actions.people import focus as remember
from bot.actions.sponsors import enter
from bot.ports import Records
from bot.rules.listed import AgreementThere, Fault, Listed, ListEmpty, twice
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal


class ListFaulty(Exception):  # noqa: N818 – no error of the program: nothing of the list is kept
    """These faults come first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(len(faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What came of a list."""

    agreements: int
    places: int
    firms: int  # new ones


def ask(records: Records, person_id: str, *, focus: str) -> None:
    """A file that is sent is then such a list. Refused NotAllowed."""
    check_coordinator(records, person_id)
    remember(records, person_id, focus)


def keep(
    records: Records,
    person_id: str,
    listed: Sequence[Listed],
    faults: Sequence[Fault],
    *,
    now: datetime,
    policy: Policy,
) -> Kept:
    """Every agreement of the list, new firms included.

    Refused NotAllowed, ListEmpty; ListFaulty with every fault.
    """
    check_coordinator(records, person_id)
    if not listed and not faults:
        raise ListEmpty
    found = [*faults, *twice(listed)]
    seen = {fault.row for fault in found}
    before = len(records.sponsors.all())
    for one in listed:
        try:
            if one.row not in seen:
                _keep_one(records, person_id, one, now=now, policy=policy)
        except Refusal as no:
            found.append(Fault(row=one.row, why=no))
    if found:
        raise ListFaulty(tuple(sorted(found, key=lambda fault: fault.row)))
    remember(records, person_id, "")
    places = sum(one.places for one in listed)
    return Kept(agreements=len(listed), places=places, firms=len(records.sponsors.all()) - before)


def _keep_one(records: Records, person_id: str, one: Listed, *, now: datetime, policy: Policy) -> None:
    sponsor = records.sponsors.by_number(one.number)
    if sponsor is None:
        sponsor = enter(records, person_id, number=one.number, name=one.firm, now=now)
    agreement = one.agreement(records.new_id(), sponsor.id, policy)
    for known in records.sponsors.agreements(sponsor.id):
        if (known.creche, known.period.start) == (agreement.creche, agreement.period.start):
            raise AgreementThere(start=known.period.start)
    keep_one(records, person_id, agreement, now=now, policy=policy)
