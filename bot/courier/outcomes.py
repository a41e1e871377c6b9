"""From a verdict to what is remembered, and when it is tried again."""

from datetime import datetime, timedelta

from bot.courier.verdict import Cause, Verdict
from bot.ports import TOO_MANY, TOO_MANY_HERE, Claimed, Fate, Outcome, Parts

#: A message that nobody answered for is sent once more, if its kind may be, after this.
RESEND_AFTER = timedelta(seconds=30)
MOST_DRAFTS = 5


def delivered(claimed: Claimed, parts: Parts) -> Outcome:
    return Outcome(id=claimed.id, fate=Fate.SENT, parts=parts)


def held(claimed: Claimed, seconds: float, *, now: datetime) -> Outcome:
    """Not tried: Telegram asked for a pause before its turn came."""
    return _later(claimed, "held", seconds, now)


def nobody(claimed: Claimed, why: str) -> Outcome:
    """There is nothing to tell, or no chat to tell it in."""
    return Outcome(id=claimed.id, fate=Fate.NEVER, why=why)


def unanswered(claimed: Claimed, why: str, *, now: datetime) -> Outcome:
    return Outcome(id=claimed.id, fate=Fate.UNKNOWN, why=why, again_at=now + RESEND_AFTER)


def unwritten(claimed: Claimed, error: Exception, *, now: datetime) -> Outcome:
    """The letter could not be written, a mistake of ours: tried again for a while, then shown as failed."""
    why = f"unwritten: {type(error).__name__}"
    if claimed.attempt >= MOST_DRAFTS:
        return Outcome(id=claimed.id, fate=Fate.NEVER, why=why)
    return _later(claimed, why, 30 * 2**claimed.attempt, now)


def judged(
    claimed: Claimed, verdict: Verdict, *, rest: float, everybody: bool = False, now: datetime
) -> Outcome:
    """What a verdict comes to; only Telegram's definite words end a notice.

    `rest`: seconds until the way is tried again; `everybody`: a 429 that holds for all chats.
    """
    match verdict.cause:
        case Cause.TOO_FAST:
            return _later(claimed, TOO_MANY if everybody else TOO_MANY_HERE, verdict.seconds, now)
        case Cause.NOT_SENT | Cause.NO_TOKEN:
            return _later(claimed, verdict.why, rest, now)
        case Cause.MOVED:
            return Outcome(
                id=claimed.id, fate=Fate.LATER, why="moved", again_at=now, moved_to=verdict.moved_to
            )
        case Cause.UNREACHABLE:
            return Outcome(id=claimed.id, fate=Fate.NEVER, why=verdict.why, unreachable=True)
        case Cause.REFUSED:
            return Outcome(id=claimed.id, fate=Fate.NEVER, why=verdict.why)
        case Cause.UNANSWERED:
            return unanswered(claimed, verdict.why, now=now)


def _later(claimed: Claimed, why: str, seconds: float, now: datetime) -> Outcome:
    return Outcome(id=claimed.id, fate=Fate.LATER, why=why, again_at=now + timedelta(seconds=seconds))
