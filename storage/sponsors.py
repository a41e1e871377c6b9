"""Sponsors, their agreements, and the months that they were told."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import bindparam, select

from bot.rules.agreements import Written
from bot.rules.calendar import Month, Period, local_day
from bot.rules.occupancy import Occupancy
from bot.rules.places import Agreement, OfferedPlace, Sponsor, Stay
from bot.rules.refusals import NotFound
from storage import codec, places, weeks
from storage.codes import Codes
from storage.statements import UNLESS_THERE, Statement
from storage.tables import requests, sponsors, table
from storage.vacancies import Vacancies

_SPONSOR = table(sponsors.Sponsor)
_AGREEMENT = table(sponsors.Agreement)
_SUMMARY = table(sponsors.Summary)
_WRITTEN = table(sponsors.WrittenAgreement)
_OFFER = table(requests.Offer)

_FIXED = frozenset({"id", "sponsor_id", "creche"})

_ALL = Statement(select(*_SPONSOR.c).order_by(_SPONSOR.c.name, _SPONSOR.c.id))
_GET = Statement(select(*_SPONSOR.c).where(_SPONSOR.c.id == bindparam("by_id")))
_BY_NUMBER = Statement(
    select(*_SPONSOR.c).where(_SPONSOR.c.number == bindparam("by_number")).order_by(_SPONSOR.c.id)
)
_ADD = Statement(_SPONSOR.insert())
_SAVE = Statement(
    _SPONSOR.update()
    .where(_SPONSOR.c.id == bindparam("by_id"))
    .values(name=bindparam("name"), number=bindparam("number"))
)
_OWN = select(_AGREEMENT.c.id).where(_AGREEMENT.c.sponsor_id == bindparam("by_sponsor"))
_AGREEMENTS = Statement(
    select(*_AGREEMENT.c)
    .where(_AGREEMENT.c.sponsor_id == bindparam("by_sponsor"))
    .order_by(_AGREEMENT.c.start, _AGREEMENT.c.id)
)
_AGREEMENT_OF = Statement(select(*_AGREEMENT.c).where(_AGREEMENT.c.id == bindparam("by_id")))
_ALL_AGREEMENTS = Statement(select(*_AGREEMENT.c).order_by(_AGREEMENT.c.start, _AGREEMENT.c.id))
_ADD_AGREEMENT = Statement(_AGREEMENT.insert())
_SAVE_AGREEMENT = Statement(
    _AGREEMENT.update()
    .where(_AGREEMENT.c.id == bindparam("by_id"))
    .values({name: bindparam(name) for name in _AGREEMENT.c.keys() if name not in _FIXED})  # noqa: SIM118 – columns
)
_WRITTEN_BY = Statement(select(_WRITTEN.c.body).where(_WRITTEN.c.person_id == bindparam("by_person")))
_KEEP_WRITTEN = Statement(
    _WRITTEN.insert(),
    "ON CONFLICT (person_id) DO UPDATE SET body = excluded.body, touched_at = excluded.touched_at",
)
_FORGET_WRITTEN = Statement(_WRITTEN.delete().where(_WRITTEN.c.person_id == bindparam("by_person")))
_FORGET_WRITTEN_BEFORE = Statement(
    _WRITTEN.delete().where(_WRITTEN.c.touched_at < bindparam("before", type_=_WRITTEN.c.touched_at.type))
)
_STAYS = Statement(
    select(*places.COLUMNS)
    .where(places.STAY.c.agreement_id.in_(_OWN))
    .order_by(places.STAY.c.start, places.STAY.c.id)
)
_OFFERS = Statement(
    select(_OFFER.c.agreement_id, _OFFER.c.week, _OFFER.c.sent_at, _OFFER.c.ended_at)
    .where(_OFFER.c.agreement_id.in_(_OWN))
    .order_by(_OFFER.c.sent_at, _OFFER.c.id)
)
_KEEP = Statement(_SUMMARY.insert(), UNLESS_THERE)
_SUMMARY_OF = Statement(
    select(_SUMMARY.c.body).where(
        _SUMMARY.c.sponsor_id == bindparam("by_sponsor"), _SUMMARY.c.month == bindparam("by_month")
    )
)
_SINCE = Statement(
    select(_SUMMARY.c.body)
    .where(_SUMMARY.c.sponsor_id == bindparam("by_sponsor"), _SUMMARY.c.month >= bindparam("since"))
    .order_by(_SUMMARY.c.month)
)
_CORRECT = Statement(
    _SUMMARY.update()
    .where(_SUMMARY.c.sponsor_id == bindparam("by_sponsor"), _SUMMARY.c.month == bindparam("by_month"))
    .values(body=bindparam("body"), kept_at=bindparam("kept_at"))
)


@dataclass(frozen=True)
class Sponsors(Codes, Vacancies):
    """Firms. Nothing here names a family."""

    def all(self) -> tuple[Sponsor, ...]:
        return tuple(_sponsor(*line) for line in self.wire.all(_ALL))

    def get(self, sponsor_id: str) -> Sponsor:
        line = self.wire.one(_GET, by_id=sponsor_id)
        if line is None:
            raise NotFound
        return _sponsor(*line)

    def add(self, sponsor: Sponsor) -> None:
        self.wire.run(
            _ADD,
            id=sponsor.id,
            name=sponsor.name,
            number=sponsor.number,
            example=sponsor.example,
        )

    def save(self, sponsor: Sponsor) -> None:
        if not self.wire.run(_SAVE, by_id=sponsor.id, name=sponsor.name, number=sponsor.number):
            raise NotFound

    def by_number(self, number: str) -> Sponsor | None:
        line = self.wire.one(_BY_NUMBER, by_number=number)
        return None if line is None else _sponsor(*line)

    def agreements(self, sponsor_id: str) -> tuple[Agreement, ...]:
        return tuple(_agreement(*line) for line in self.wire.all(_AGREEMENTS, by_sponsor=sponsor_id))

    def agreement(self, agreement_id: str) -> Agreement:
        line = self.wire.one(_AGREEMENT_OF, by_id=agreement_id)
        if line is None:
            raise NotFound
        return _agreement(*line)

    def all_agreements(self) -> tuple[Agreement, ...]:
        return tuple(_agreement(*line) for line in self.wire.all(_ALL_AGREEMENTS))

    def add_agreement(self, agreement: Agreement) -> None:
        fixed = {"id": agreement.id, "sponsor_id": agreement.sponsor_id, "creche": agreement.creche}
        self.wire.run(_ADD_AGREEMENT, **fixed, **_terms(agreement))

    def save_agreement(self, agreement: Agreement) -> None:
        if not self.wire.run(_SAVE_AGREEMENT, by_id=agreement.id, **_terms(agreement)):
            raise NotFound

    def written(self, person_id: str) -> Written | None:
        line = self.wire.one(_WRITTEN_BY, by_person=person_id)
        return None if line is None else codec.load(Written, line[0])

    def keep_written(self, person_id: str, form: Written, *, at: datetime) -> None:
        self.wire.run(_KEEP_WRITTEN, person_id=person_id, body=codec.dump(form), touched_at=at)

    def forget_written(self, person_id: str) -> None:
        self.wire.run(_FORGET_WRITTEN, by_person=person_id)

    def forget_written_before(self, moment: datetime) -> int:
        return self.wire.run(_FORGET_WRITTEN_BEFORE, before=moment)

    def stays_under(self, sponsor_id: str) -> tuple[Stay, ...]:
        return tuple(places.stay_of(line) for line in self.wire.all(_STAYS, by_sponsor=sponsor_id))

    def offers_under(self, sponsor_id: str) -> tuple[OfferedPlace, ...]:
        return tuple(_offered(*line) for line in self.wire.all(_OFFERS, by_sponsor=sponsor_id))

    def keep_summary(self, summary: Occupancy, *, at: datetime) -> bool:
        kept = self.wire.run(
            _KEEP,
            sponsor_id=summary.sponsor_id,
            month=str(summary.month),
            body=codec.dump(summary),
            kept_at=at,
        )
        return bool(kept)

    def summary(self, sponsor_id: str, month: Month) -> Occupancy | None:
        line = self.wire.one(_SUMMARY_OF, by_sponsor=sponsor_id, by_month=str(month))
        return None if line is None else _told(line[0])

    def summaries(self, sponsor_id: str, since: Month) -> tuple[Occupancy, ...]:
        lines = self.wire.all(_SINCE, by_sponsor=sponsor_id, since=str(since))
        return tuple(_told(body) for (body,) in lines)

    def correct_summary(self, summary: Occupancy, *, at: datetime) -> None:
        month, body = str(summary.month), codec.dump(summary)
        self.wire.run(_CORRECT, by_sponsor=summary.sponsor_id, by_month=month, body=body, kept_at=at)


@lru_cache(maxsize=1024)
def _told(body: str) -> Occupancy:
    """Each month looks back at a firm's others: the same words are the same figures."""
    return codec.load(Occupancy, body)


def _sponsor(sponsor_id: str, name: str, number: str, example: bool) -> Sponsor:  # noqa: FBT001 – a row's columns
    return Sponsor(id=sponsor_id, name=name, number=number, example=example)


def _agreement(  # noqa: PLR0913, PLR0917 – a row's columns
    agreement_id: str,
    sponsor_id: str,
    creche: str,
    count: int,
    start: date,
    end: date | None,
    price_cents: int | None,
    invoice_reference: str,
    notice_months: int | None,
    member_of_po: bool,  # noqa: FBT001 – likewise
) -> Agreement:
    return Agreement(
        id=agreement_id,
        sponsor_id=sponsor_id,
        creche=creche,
        places=count,
        period=Period(start, end),
        price_cents=price_cents,
        invoice_reference=invoice_reference,
        notice_months=notice_months,
        member_of_po=member_of_po,
    )


def _terms(agreement: Agreement) -> dict[str, object]:
    """The columns that may change."""
    return {
        "places": agreement.places,
        "start": agreement.period.start,
        "end": agreement.period.end,
        "price_cents": agreement.price_cents,
        "invoice_reference": agreement.invoice_reference,
        "notice_months": agreement.notice_months,
        "member_of_po": agreement.member_of_po,
    }


def _offered(agreement_id: str, week: int, sent_at: datetime, ended_at: datetime | None) -> OfferedPlace:
    return OfferedPlace(
        agreement_id=agreement_id,
        week=weeks.from_bits(week),
        sent_on=local_day(sent_at),
        ended_on=None if ended_at is None else local_day(ended_at),
    )
