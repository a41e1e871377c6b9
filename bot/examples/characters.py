"""Whom one can be in the sandbox: read from the memory, so that every start finds the same people."""

from dataclasses import dataclass

from bot.ports import Records
from bot.rules.people import Mandate, Person, Role
from bot.rules.policy import Policy
from bot.rules.requests import Request, State

FIRST_CHAT = 700_000_000
NEWCOMER = FIRST_CHAT + 50
#: Those who only make up the numbers; some of them have blocked the bot, which does not know it yet.
CROWD = range(FIRST_CHAT + 100, FIRST_CHAT + 400)
_BLOCKS_EVERY = 33
#: What Telegram calls those whom the bot does not know by name.
_SIGNED = {FIRST_CHAT + 4: "Olivia Martin", NEWCOMER: "Camille Noël"}


@dataclass(frozen=True, kw_only=True)
class Character:
    """Somebody to be in the sandbox; those not `listed` only make up the numbers."""

    chat_id: int
    name: str
    language: str
    role: str
    about: str
    listed: bool = True
    blocked: bool = False


def cast(records: Records, policy: Policy) -> tuple[Character, ...]:
    """Everybody whom a memory knows by Telegram, and somebody who has never spoken to the bot."""
    readers = (reader for reader in records.people.readers() if reader.has_chat)
    people = {person.chat_id or 0: person for person in (records.people.get(r.person_id) for r in readers)}
    known = (_character(records, policy, chat_id, people[chat_id]) for chat_id in sorted(people))
    return (*known, *(() if NEWCOMER in people else (_newcomer(),)))


def _newcomer() -> Character:
    name, about = _SIGNED[NEWCOMER], "has never spoken to the bot"
    return Character(chat_id=NEWCOMER, name=name, language="fr", role="new", about=about)


def _character(records: Records, policy: Policy, chat_id: int, person: Person) -> Character:
    mandate = min(person.mandates, key=lambda one: (one.role, one.of), default=None)
    extra = chat_id in CROWD
    return Character(
        chat_id=chat_id,
        name=person.name or _SIGNED.get(chat_id, "Somebody"),
        language=person.language,
        role=mandate.role.value if mandate else "parent",
        about="" if extra else _duty(records, policy, mandate) if mandate else _hope(records, person),
        listed=not extra,
        blocked=not person.reachable or (extra and chat_id % _BLOCKS_EVERY == 0),
    )


def _duty(records: Records, policy: Policy, mandate: Mandate) -> str:
    """What somebody of the staff does, and where."""
    if mandate.role is Role.HR:
        return f"HR manager at {records.sponsors.get(mandate.of).name}"
    if mandate.role is Role.DIRECTOR:
        names = {creche.id: creche.name for creche in policy.creches}
        return f"director at {names.get(mandate.of, mandate.of)}"
    return f"{mandate.role.value} of the cooperative"


def _hope(records: Records, person: Person) -> str:
    """How far a parent has come."""
    requests = records.requests.of_family(person.family_id) if person.family_id else ()
    return ", ".join(map(_stage, requests)) or "has asked for nothing yet"


_LATER = {
    State.OFFERED: "has a place to accept or decline",
    State.ACCEPTED: "accepted a place, signs soon",
    State.ENROLLED: "signed the contract",
    State.REFUSED: "no place this month, kept on the list",
    State.PAUSED: "paused, keeps the rank",
    State.WITHDRAWN: "withdrew today, may come back",
    State.CLOSED: "closed by the team",
    State.LEFT: "left the crèche",
}


def _stage(request: Request) -> str:
    lists = len(request.wishes.creches)
    if request.state is State.CONFIRMED:
        return f"confirmed, on {lists} lists" if lists > 1 else "confirmed, on one list"
    if request.state is State.REGISTERED:
        return "met the crèche, may confirm" if request.met_on else "waits for a first meeting"
    return _LATER.get(request.state, request.state.value)
