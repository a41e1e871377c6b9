"""Recognise who is speaking; remember that they read the notice, their language, whether they want news."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.actions import invitations
from bot.actions.house import standing_policy
from bot.ports import Records
from bot.rules.offers import Offer
from bot.rules.people import Consent, Mandate, Person
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.refusals import InvitationInvalid, NotFound
from bot.rules.requests import Request


def recognise(records: Records, chat_id: int) -> Person | None:
    """Who has this chat, if they accepted the notice before."""
    return records.people.by_chat(chat_id)


def enter(records: Records, chat_id: int, *, policy: Policy) -> tuple[Person | None, Policy]:
    """Who speaks, and the policy as it stands when they do."""
    return recognise(records, chat_id), standing_policy(records, policy)


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """Somebody accepted the notice, an invitation or both; `invited_as` what, `where` by its name."""

    person: Person
    invited_as: Mandate | None = None
    where: str = ""
    invitation_failed: bool = False


def accept_notice(
    records: Records,
    chat_id: int,
    *,
    consent: Consent,
    invitation: str = "",
    name: str = "",
    now: datetime,
    policy: Policy,
) -> Accepted:
    """Record the notice as it was shown; the first time, this is also when we begin to know the person."""
    known = records.people.by_chat(chat_id)
    if known is None:
        person = Person(id=records.new_id(), chat_id=chat_id, language=consent.language, consent=consent)
        records.people.add(person)
    else:
        person = replace(known, language=consent.language, consent=consent, reachable=True)
        records.people.save(person)
        records.calls.send_after_all(person.id, at=now)
    if not invitation:
        return Accepted(person=person)
    try:
        return accept_invitation(records, person.id, invitation, name=name, now=now, policy=policy)
    except InvitationInvalid:
        return Accepted(person=person, invitation_failed=True)


def accept_invitation(
    records: Records, person_id: str, token: str, *, name: str, now: datetime, policy: Policy
) -> Accepted:
    """Use an invitation up: the person holds its mandate from now on. Refused as invitations.take."""
    person = records.people.get(person_id)
    mandate = invitations.take(records, person, token, name=name, now=now, policy=policy)
    where = invitations.where(records, mandate, policy)
    now_known = records.people.by_chat(person.chat_id or 0) or person
    return Accepted(person=now_known, invited_as=mandate, where=where)


def speak(records: Records, person_id: str, language: str) -> Person:
    """Change the language of everything the bot says to this person."""
    return _change(records, person_id, language=language)


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """Which announcements reach somebody: news or none, practical ones of these crèches but the muted."""

    news: bool
    creches: tuple[str, ...]
    muted: frozenset[str]


def want_news(records: Records, person_id: str, *, wanted: bool) -> Hearing:
    """Turn news off (/stop) or on again; what is urgent, steps and deadlines always come."""
    return _hearing(records, _change(records, person_id, wants_news=wanted))


def mute(records: Records, person_id: str, creche: str, *, muted: bool) -> Hearing:
    """Turn a crèche's practical messages off or on again; refused NotFound where none could come."""
    heard = _hearing(records, records.people.get(person_id))
    if creche not in heard.creches:
        raise NotFound
    records.people.mute(person_id, creche, muted=muted)
    return replace(heard, muted=records.people.muted(person_id))


def _hearing(records: Records, person: Person) -> Hearing:
    muted = records.people.muted(person.id)
    requests = records.requests.of_family(person.family_id) if person.family_id else ()
    asked = {creche for request in requests if not request.over for creche in request.wishes.creches}
    return Hearing(news=person.wants_news, creches=tuple(sorted(asked | muted)), muted=muted)


def focus(records: Records, person_id: str, name: str, subject: str = "") -> None:
    """Remember what the next typed words will answer; empty: nothing."""
    keep_focus(records, records.people.get(person_id), name, subject)


def keep_focus(records: Records, person: Person, name: str, subject: str = "") -> None:
    """The same, of somebody who has been read already."""
    wanted = f"{name}:{subject}" if subject else name
    if person.focus != wanted:
        records.people.save(replace(person, focus=wanted))


def blocked(records: Records, chat_id: int, *, blocked: bool, now: datetime) -> None:
    """Telegram says that this person blocked the bot, or let it in again: what waits to be told is sent."""
    person = records.people.by_chat(chat_id)
    if person is not None and person.reachable == blocked:
        records.people.save(replace(person, reachable=not blocked))
        if not blocked:
            records.calls.send_after_all(person.id, at=now)


@dataclass(frozen=True, kw_only=True)
class MyData:
    """Everything the bot keeps about a person: the handler makes the page, the file is plain JSON."""

    person: Person
    requests: tuple[Request, ...]
    draft_open: bool
    offers: Mapping[str, tuple[Offer, ...]]  # by request
    stays: Mapping[str, tuple[Stay, ...]]
    muted: tuple[str, ...] = ()  # the crèches whose practical messages are refused

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
            "unfinished_form": self.draft_open,
            "requests": [
                {
                    **_request(request),
                    "offers": [_offer(offer) for offer in self.offers[request.id]],
                    "stays": [_stay(stay) for stay in self.stays[request.id]],
                }
                for request in self.requests
            ],
        }


def my_data(records: Records, person_id: str) -> MyData:
    """What we keep about this person, and nobody else."""
    person = records.people.get(person_id)
    requests = records.requests.of_family(person.family_id) if person.family_id else ()
    return MyData(
        person=person,
        requests=requests,
        draft_open=records.drafts.of(person_id) is not None,
        offers={request.id: records.offers.of_request(request.id) for request in requests},
        stays={request.id: records.places.stays_of(request.id) for request in requests},
        muted=tuple(sorted(records.people.muted(person_id))),
    )


def _change(records: Records, person_id: str, **changes: Any) -> Person:
    person = replace(records.people.get(person_id), **changes)
    records.people.save(person)
    return person


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
