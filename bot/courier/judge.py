"""The verdict on every error that a send can raise: a table, no network."""

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.courier.transport import NotSent, NotTelegram, TooFast, Unanswered
from bot.courier.verdict import Cause, Verdict

#: Telegram's wording is no contract: only these, known for years, tell a person from a bug of ours.
_NOBODY = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "input_user_deactivated",
)


def judge(error: Exception) -> Verdict:  # noqa: PLR0911 – a table, one line a cause
    """The verdict on an error that a send raised. Anything not known here may have been sent."""
    match error:
        case TooFast():
            return Verdict(cause=Cause.TOO_FAST, why="429", seconds=error.seconds)
        case NotSent() | NotTelegram():
            return Verdict(cause=Cause.NOT_SENT, why=error.message)
        case Unanswered():
            return Verdict(cause=Cause.UNANSWERED, why=error.message)
        case ChatMigrated():
            return Verdict(cause=Cause.MOVED, moved_to=error.new_chat_id)
        case Forbidden():
            return Verdict(cause=Cause.UNREACHABLE, why="403")
        case InvalidToken():
            return Verdict(cause=Cause.NO_TOKEN, why="401 or 404")
        case BadRequest():
            return _bad_request(error.message)
        case Conflict():
            return Verdict(cause=Cause.NOT_SENT, why="409")
        case _:
            return Verdict(cause=Cause.UNANSWERED, why=type(error).__name__)


def _bad_request(message: str) -> Verdict:
    """400: nobody there, or our own mistake. The words may quote ours, so only the known ones are kept."""
    said = message.lower()
    for known in _NOBODY:
        if known in said:
            return Verdict(cause=Cause.UNREACHABLE, why=known)
    return Verdict(cause=Cause.REFUSED, why="400")


def unchanged(error: TelegramError) -> bool:
    """An edit that changes nothing: as good as done."""
    return isinstance(error, BadRequest) and "message is not modified" in error.message.lower()
