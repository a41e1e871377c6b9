"""What we keep about somebody, for themselves: a page, and a file that other programs can read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.actions import slips, steps
from bot.actions.invitations import check_coordinator
from bot.ports import Records
from bot.rules.history import Purpose, What
from bot.rules.offers import Offer
from bot.rules.people import Consent, Person, Role
from bot.rules.places import Stay
from bot.rules.pleas import Plea
from bot.rules.requests import Request
from bot.rules.signup import Draft


@dataclass(frozen=True, kw_only=True)
class Read:
    """A look of staff into the family's file: when, at what, in which role (if they still have one), why."""

    at: datetime
    what: What
    role: Role | None
    why: str

    @property
    def purpose(self) -> Purpose | None:
        """Why, if it is one of the reasons that a tap gives."""
        return Purpose(self.why) if self.why in set(Purpose) else None


@dataclass(frozen=True, kw_only=True)
class MyData:
    """Everything the bot keeps about a person: the handler makes the page, the file is plain JSON."""

    person: Person
    requests: tuple[Request, ...]
    draft: Draft | None
    offers: Mapping[str, tuple[Offer, ...]]  # by request
    stays: Mapping[str, tuple[Stay, ...]]
    muted: tuple[str, ...] = ()  # the crèches whose practical messages are refused
    reads: tuple[Read, ...] = ()  # newest first
    pleas: tuple[Plea, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The machine-readable copy (GDPR, articles 15 and 20)."""
        return {
            "person": {
                "name": self.person.name,
                "phone": self.person.phone,
                "chat": self.person.chat_id,
                "language": self.person.language,
                "news": self.person.wants_news,
                "muted": list(self.muted),
                "mandates": sorted(f"{m.role}:{m.of}" for m in self.person.mandates),
                "notice": _consent(self.person.consent),
            },
            "unfinished_form": _form(self.draft),
            "requests": [
                {
                    **_request(request),
                    "offers": [_offer(offer) for offer in self.offers[request.id]],
                    "stays": [_stay(stay) for stay in self.stays[request.id]],
                }
                for request in self.requests
            ],
            "asked_about_data": [_plea(one) for one in self.pleas],
            "opened_by_staff": [
                {
                    "at": one.at.isoformat(),
                    "what": one.what.value,
                    "role": one.role and one.role.value,
                    "why": one.why,
                }
                for one in self.reads
            ],
        }


def my_data(records: Records, person_id: str) -> MyData:
    """What we keep about this person, and nobody else."""
    person = records.people.get(person_id)
    requests = records.requests.of_family(person.family_id) if person.family_id else ()
    return MyData(
        person=person,
        requests=requests,
        draft=_own_form(records.drafts.of(person_id), requests),
        offers={request.id: records.offers.of_request(request.id) for request in requests},
        stays={request.id: records.places.stays_of(request.id) for request in requests},
        muted=tuple(sorted(records.people.muted(person_id))),
        reads=_reads(records, requests),
        pleas=records.pleas.of(person_id),
    )


def copy_for(records: Records, person_id: str, request_id: str, mark: str, *, now: datetime) -> MyData:
    """The same for a guardian whom no message reaches, at the family's wish: a coordinator hands it over.

    It is all of that family, so no director's of one crèche; each of its requests says who did it and when.
    Refused NotAllowed, NotFound, AnswersItself where messages reach the family.
    """
    check_coordinator(records, person_id)
    _, why = steps.spoken_for(records, person_id, request_id)
    _, guardian = slips.marked(records, person_id, request_id, mark)
    found = my_data(records, guardian.id)
    for request in found.requests:
        records.trace.note(who=person_id, what=What.COPIED, subject=request.id, why=why, at=now)
    return found


def _own_form(draft: Draft | None, requests: Iterable[Request]) -> Draft | None:
    """None for one in which staff change what another family wishes."""
    if draft is None or draft.answers.changing in {"", *(request.id for request in requests)}:
        return draft
    return None


def _reads(records: Records, requests: Iterable[Request]) -> tuple[Read, ...]:
    lines = (line for request in requests for line in records.trace.of(request.id))
    looks = [line for line in lines if line["what"] in {What.OPENED, What.HISTORY, What.COPIED}]
    roles = {who: _role(records, who) for who in {line["who"] for line in looks}}
    found = (
        Read(at=line["at"], what=What(line["what"]), role=roles[line["who"]], why=line["why"])
        for line in looks
    )
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _role(records: Records, person_id: str) -> Role | None:
    if not records.people.exists(person_id):
        return None
    person = records.people.get(person_id)
    return next((role for role in (Role.COORDINATOR, Role.DIRECTOR) if person.is_(role)), None)


def _consent(consent: Consent | None) -> dict[str, str] | None:
    if consent is None:
        return None
    return {
        "version": consent.version,
        "language": consent.language,
        "sha256": consent.digest,
        "accepted_at": consent.accepted_at.isoformat(),
        "given": consent.given.value if consent.given else "by a tap",
    }


def _form(draft: Draft | None) -> dict[str, Any] | None:
    """The answers so far; a form at the desk is about another family."""
    if draft is None or draft.answers.desk is not None:
        return None
    answers = draft.answers
    dates = zip(answers.born, answers.days, strict=False)
    return {
        "begun_at": draft.started_at.isoformat(),
        "changed_at": draft.touched_at.isoformat(),
        "name": answers.name,
        "phone": answers.phone,
        "children": [{"born": born, "day": day.isoformat() if day else None} for born, day in dates],
        "entry": str(answers.entry) if answers.entry else None,
        "months_earlier": answers.earlier,
        "months_later": answers.later,
        "half_days": [slot.name for slot in sorted(answers.week)],
        "postal_code": answers.postal_code,
        "creches": list(answers.creches),
        "claims": sorted(answers.claims),
        "employer_code": answers.code,
        "predemand": answers.predemand,
    }


def _request(request: Request) -> dict[str, Any]:
    wishes = request.wishes
    return {
        "reference": request.reference,
        "state": request.state.value,
        "registered_at": request.registered_at.isoformat(),
        "met_on": request.met_on.isoformat() if request.met_on else None,
        "confirmed_at": request.confirmed_at.isoformat() if request.confirmed_at else None,
        "children": [{"born": child.born, "day": child.day.isoformat()} for child in request.children],
        "entry": str(wishes.entry),
        "months_earlier": wishes.earlier,
        "months_later": wishes.later,
        "half_days": [slot.name for slot in sorted(wishes.week)],
        "creches": list(wishes.creches),
        "claims": [
            {"code": claim.code.value, "proof_seen_on": claim.seen_on.isoformat() if claim.seen_on else None}
            for claim in request.claims
        ],
        "predemand": request.predemand,
    }


def _plea(plea: Plea) -> dict[str, Any]:
    return {
        "kind": plea.kind.value,
        "asked_at": plea.asked_at.isoformat(),
        "words": plea.words,
        "answered_at": plea.answered_at.isoformat() if plea.answered_at else None,
        "answer": plea.answer,
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "creche": offer.creche,
        "state": offer.state.value,
        "start": offer.start.isoformat(),
        "half_days": [slot.name for slot in sorted(offer.week)],
        "sent_at": offer.sent_at.isoformat(),
        "answer_by": offer.deadline.isoformat(),
        "contract_by": offer.contract_by.isoformat() if offer.contract_by else None,
        "ended_at": offer.ended_at.isoformat() if offer.ended_at else None,
    }


def _stay(stay: Stay) -> dict[str, Any]:
    return {
        "creche": stay.creche,
        "half_days": [slot.name for slot in sorted(stay.week)],
        "start": stay.period.start.isoformat(),
        "end": stay.period.end.isoformat() if stay.period.end else None,
    }
