"""What happened to a request: its own moments and what staff did, in one order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.requests import Request


class Purpose(StrEnum):
    """Why a member of staff opens a family's file; anything else is said in their own words."""

    CALL = "call"
    MEETING = "meeting"
    DECISION = "decision"


class Because(StrEnum):
    """Why a step was taken that does not speak for itself."""

    STILL_LOOKING = "still looking"
    UNDONE = "undone"
    NOT_ACCEPTED = "not accepted"
    UNSIGNED = "unsigned"
    ON_THE_PHONE = "on the phone"  # the family said so to a member of staff


class What(StrEnum):
    """What can have happened, in the words of the trace, or of the states for the family's own steps."""

    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ENROLLED = "enrolled"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    LEFT = "left"
    OPENED = "request opened"
    HISTORY = "history read"
    MET = "meeting recorded"
    BORN = "birth noted"
    CHANGED = "wishes changed"
    PROVEN = "proof seen"
    TAKEN_OUT = "claim taken out"
    ENTERED = "entered at the desk"
    DECIDED = "decided otherwise"
    STAY_CHANGED = "stay changed"
    SLIP = "slip printed"
    DETACHED = "chat detached"
    ATTACHED = "chat attached"
    TOLD = "told on the phone"
    MISSED = "not reached on the phone"
    MORE_TIME = "more time given"
    CORRECTED = "contact corrected"
    COPIED = "data copied for the family"
    ERASED = "data erased for the family"


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Who did what, when and why. `who` empty: the family itself, or the rules of the house."""

    at: datetime
    what: What
    who: str = ""
    why: str = ""


def history(request: Request, traced: Iterable[Happening]) -> tuple[Happening, ...]:
    """Newest first. A change of state that staff made is told once, as theirs."""
    lines = tuple(traced)
    told = {line.at for line in lines}
    own = []
    if What.ENTERED not in {line.what for line in lines}:
        own.append(Happening(at=request.registered_at, what=What.REGISTERED))
    if request.confirmed_at is not None and request.confirmed_at not in told:
        own.append(Happening(at=request.confirmed_at, what=What.CONFIRMED))
    if request.changed_at is not None and request.changed_at not in told | {request.confirmed_at}:
        own.append(Happening(at=request.changed_at, what=What(request.state)))
    return tuple(sorted((*lines, *own), key=lambda line: line.at, reverse=True))
