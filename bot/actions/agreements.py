"""Coordinators write a firm's agreement line by line, read it back and keep it; its end is told in time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.actions.invitations import check_coordinator
from bot.actions.people import focus as remember
from bot.ports import Records
from bot.rules import agreements as rules
from bot.rules.agreements import Line, OverCeiling, Value, Written, written
from bot.rules.calendar import in_daytime, local_day
from bot.rules.notices import AgreementEnds, AgreementToRenew
from bot.rules.people import Role
from bot.rules.places import Agreement, Sponsor
from bot.rules.policy import Policy
from bot.rules.references import MARK
from bot.rules.refusals import NothingChanged, StaleScreen
from bot.rules.retention import Category, terms

#: What typed words answer while an agreement is written.
FOCUS = "agreement"


@dataclass(frozen=True, kw_only=True)
class Read:
    """An agreement as it stands or as it is written, whose it is, and what is to be said about it."""

    sponsor: Sponsor
    agreement: Agreement
    crossing: tuple[Agreement, ...]
    over: OverCeiling | None = None


@dataclass(frozen=True, kw_only=True)
class Form:
    """An agreement being written; `read` once every line is there."""

    sponsor: Sponsor
    form: Written
    read: Read | None = None

    @property
    def mark(self) -> str:
        return self.form.agreement_id[:MARK]


def one(records: Records, person_id: str, agreement_id: str, *, policy: Policy) -> Read:
    """An agreement as it stands. Refused NotAllowed, NotFound."""
    check_coordinator(records, person_id)
    return _read(records, records.sponsors.agreement(agreement_id), policy)


def begin(records: Records, person_id: str, sponsor_id: str, *, now: datetime, policy: Policy) -> Form:
    """A firm's new agreement, instead of what this person was writing. Refused NotAllowed, NotFound."""
    check_coordinator(records, person_id)
    sponsor = records.sponsors.get(sponsor_id)
    return _keep(
        records, person_id, Written(agreement_id=records.new_id(), sponsor_id=sponsor.id), now, policy
    )


def change(records: Records, person_id: str, agreement_id: str, *, now: datetime, policy: Policy) -> Form:
    """The lines of an agreement, each to be corrected. Refused NotAllowed, NotFound."""
    check_coordinator(records, person_id)
    form = written(records.sponsors.agreement(agreement_id))
    return _keep(records, person_id, form, now, policy)


def current(records: Records, person_id: str, mark: str, *, policy: Policy) -> Form:
    """What this person is writing. Refused NotAllowed, StaleScreen if it is another one by now."""
    return _form(records, _own(records, person_id, mark), policy)


def ask(records: Records, person_id: str, mark: str, line: Line, *, now: datetime, policy: Policy) -> Form:
    """Correct that line next. Refused StaleScreen."""
    form = _own(records, person_id, mark)
    return _keep(records, person_id, rules.ask(form, line), now, policy)


def leave(records: Records, person_id: str, mark: str, *, now: datetime, policy: Policy) -> Form:
    """The line that is asked stays as it was. Refused StaleScreen."""
    form = _own(records, person_id, mark)
    return _keep(records, person_id, rules.leave(form), now, policy)


def write(
    records: Records, person_id: str, mark: str, line: Line, value: Value, *, now: datetime, policy: Policy
) -> Form:
    """Answer a line. Refused StaleScreen, or the line's own no."""
    form = _own(records, person_id, mark)
    return _keep(records, person_id, rules.write(form, line, value, policy), now, policy)


def keep(records: Records, person_id: str, mark: str, *, now: datetime, policy: Policy) -> Read:
    """The agreement stands as it was read back. Refused StaleScreen, OverCeiling, NothingChanged."""
    form = _own(records, person_id, mark)
    agreement = form.agreement()
    records.places.hold(agreement.creche, at=now)
    if form.before is not None and form.before != records.sponsors.agreement(agreement.id):
        raise StaleScreen  # somebody else changed it meanwhile
    keep_one(records, person_id, agreement, now=now, policy=policy)
    records.sponsors.forget_written(person_id)
    remember(records, person_id, "")
    return _read(records, agreement, policy)


def keep_one(
    records: Records, person_id: str, agreement: Agreement, *, now: datetime, policy: Policy
) -> None:
    """Enter an agreement or change it, traced. Refused OverCeiling, NothingChanged."""
    records.places.hold(agreement.creche, at=now)
    every = records.sponsors.all_agreements()
    rules.check_ceiling(agreement, every, policy)
    before = next((known for known in every if known.id == agreement.id), None)
    if before is None:
        records.sponsors.add_agreement(agreement)
        what, why = "agreement entered", _in_short(agreement)
    else:
        lines = rules.changes(before, agreement)
        if not lines:
            raise NothingChanged
        records.sponsors.save_agreement(agreement)
        what = "agreement changed"
        why = ", ".join(f"{line.value} {old} → {new}" for line, (old, new) in lines.items())
    records.trace.note(who=person_id, what=what, subject=f"agreement:{agreement.id}", why=why, at=now)


def drop(records: Records, person_id: str, mark: str) -> str:
    """Forget what was being written; whose agreement it was. Refused StaleScreen."""
    form = _own(records, person_id, mark)
    records.sponsors.forget_written(person_id)
    remember(records, person_id, "")
    return form.sponsor_id


def remind_renewals(records: Records, *, now: datetime, policy: Policy) -> int:
    """Tell of the agreements that end in six, three or one month; how many notices. Never at night."""
    if in_daytime(now) != now:
        return 0
    records.sponsors.forget_written_before(terms(policy)[Category.AGREEMENTS].since(now))
    told = 0
    every = records.sponsors.all_agreements()
    for agreement in every:
        months = rules.months_left(agreement, every, local_day(now), policy)
        period = f"{agreement.period.end}/{months}"
        if months and records.ledger.mark("agreement-ends", agreement.id, period, at=now):
            endings = tuple(_endings(records, agreement, months, policy))
            told += records.notices.queue_all(endings, at=now)
    return told


def _endings(
    records: Records, agreement: Agreement, months: int, policy: Policy
) -> Iterator[AgreementEnds | AgreementToRenew]:
    """For the firm's contacts, and for every coordinator."""
    facts: dict[str, Any] = {
        "agreement_id": agreement.id,
        "firm": records.sponsors.get(agreement.sponsor_id).name,
        "creche_name": policy.creche(agreement.creche).name,
        "places": agreement.places,
        "end": agreement.period.end,
        "n": months,
    }
    for contact in records.people.holders(Role.HR, agreement.sponsor_id):
        yield AgreementEnds(to=contact.id, **facts)
    for coordinator in records.people.holders(Role.COORDINATOR):
        yield AgreementToRenew(to=coordinator.id, **facts)


def _own(records: Records, person_id: str, mark: str) -> Written:
    check_coordinator(records, person_id)
    form = records.sponsors.written(person_id)
    if form is None or len(mark) != MARK or not form.agreement_id.startswith(mark):
        raise StaleScreen
    return form


def _keep(records: Records, person_id: str, form: Written, now: datetime, policy: Policy) -> Form:
    records.sponsors.keep_written(person_id, form, at=now)
    remember(records, person_id, FOCUS, form.agreement_id[:MARK])
    return _form(records, form, policy)


def _form(records: Records, form: Written, policy: Policy) -> Form:
    sponsor = records.sponsors.get(form.sponsor_id)
    read = None if form.asked else _read(records, form.agreement(), policy)
    return Form(sponsor=sponsor, form=form, read=read)


def _read(records: Records, agreement: Agreement, policy: Policy) -> Read:
    every = records.sponsors.all_agreements()
    return Read(
        sponsor=records.sponsors.get(agreement.sponsor_id),
        agreement=agreement,
        crossing=rules.crossing(agreement, every),
        over=_over(agreement, every, policy),
    )


def _over(agreement: Agreement, every: Iterable[Agreement], policy: Policy) -> OverCeiling | None:
    try:
        rules.check_ceiling(agreement, every, policy)
    except OverCeiling as no:
        return no
    return None


def _in_short(agreement: Agreement) -> str:
    """For the trace: everything that was agreed."""
    lines = written(agreement)
    return ", ".join(f"{line.value} {getattr(lines, line.value)}" for line in Line)
