"""Recognise who is speaking; remember that they read the notice, their language, whether they want news."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.actions import guesses, invitations
from bot.actions.house import standing_policy
from bot.ports import Records, reading
from bot.rules.guesses import LinksLocked
from bot.rules.people import Consent, Mandate, Person
from bot.rules.policy import Policy
from bot.rules.refusals import InvitationInvalid, NotFound, Refusal


def recognise(records: Records, chat_id: int) -> Person | None:
    """Who has this chat, if they accepted the notice before."""
    return records.people.by_chat(chat_id)


def enter(records: Records, chat_id: int, *, policy: Policy) -> tuple[Person | None, Policy]:
    """Who speaks, and the policy as it stands when they do."""
    return recognise(records, chat_id), standing_policy(records, policy)


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """Somebody accepted the notice, an invitation or both; `invited_as` what, `where` by its name.

    `no`: why the invitation that came with the notice was not; `code_over`: so is the code that came.
    """

    person: Person
    invited_as: Mandate | None = None
    where: str = ""
    no: Refusal | None = None
    code_over: bool = False


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
    except InvitationInvalid as no:
        guesses.wrong_link(records, person.id, invitation, now=now, policy=policy)
        return Accepted(person=person, no=no)
    except LinksLocked as no:
        return Accepted(person=person, no=no)


def accept_with_code(
    records: Records, chat_id: int, code: str, *, consent: Consent, now: datetime, policy: Policy
) -> Accepted:
    """The same, where an employer's link led to the notice."""
    accepted = accept_notice(records, chat_id, consent=consent, now=now, policy=policy)
    over = guesses.code_over(records, accepted.person.id, code, now=now, policy=policy)
    return replace(accepted, code_over=over)


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


@reading
def focus(records: Records, person_id: str, name: str, subject: str = "") -> None:
    """Remember what the next typed words will answer; empty: nothing."""
    keep_focus(records, records.people.get(person_id), name, subject)


def keep_focus(records: Records, person: Person, name: str, subject: str = "") -> None:
    """The same, of somebody who has been read already."""
    wanted = f"{name}:{subject}" if name and subject else name
    if person.focus != wanted:
        records.people.save(replace(person, focus=wanted))


def blocked(records: Records, chat_id: int, *, blocked: bool, now: datetime) -> None:
    """Telegram says that this person blocked the bot, or let it in again: what waits to be told is sent."""
    person = records.people.by_chat(chat_id)
    if person is not None and person.reachable == blocked:
        records.people.save(replace(person, reachable=not blocked))
        if not blocked:
            records.calls.send_after_all(person.id, at=now)


def _change(records: Records, person_id: str, **changes: Any) -> Person:
    person = replace(records.people.get(person_id), **changes)
    records.people.save(person)
    return person
