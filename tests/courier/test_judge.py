"""Every error that a send can raise has its verdict; the uncertain is never taken for a certainty."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.courier import outcomes
from bot.courier.judge import judge, unchanged
from bot.courier.transport import NotSent, NotTelegram, TooFast, Unanswered
from bot.courier.verdict import Cause, Verdict
from bot.ports import Claimed, Fate
from bot.rules.notices import DraftWaits
from tests.cast import ANA, MORNING, TODAY

CLAIMED = Claimed(id=7, notice=DraftWaits(to=ANA.id, draft_id="d", deleted_on=TODAY), person=ANA, attempt=1)

TABLE = [
    (TooFast(17), Cause.TOO_FAST),
    (NotSent("ClientConnectorError"), Cause.NOT_SENT),
    (NotTelegram("HTTP 404"), Cause.NOT_SENT),
    (Conflict("other"), Cause.NOT_SENT),
    (Unanswered("ServerDisconnectedError"), Cause.UNANSWERED),
    (TimedOut(), Cause.UNANSWERED),
    (NetworkError("anything"), Cause.UNANSWERED),
    (TelegramError("Invalid server response"), Cause.UNANSWERED),
    (EndPointNotFound("?"), Cause.UNANSWERED),
    (ChatMigrated(-1001), Cause.MOVED),
    (Forbidden("Forbidden: bot was blocked by the user"), Cause.UNREACHABLE),
    (Forbidden("Forbidden: user is deactivated"), Cause.UNREACHABLE),
    (BadRequest("Bad Request: chat not found"), Cause.UNREACHABLE),
    (BadRequest("PEER_ID_INVALID"), Cause.UNREACHABLE),
    (BadRequest("Bad Request: can't parse entities: Léa Dupont"), Cause.REFUSED),
    (BadRequest("Bad Request: message is too long"), Cause.REFUSED),
    (InvalidToken("Unauthorized"), Cause.NO_TOKEN),
]


@pytest.mark.parametrize(("error", "cause"), TABLE, ids=lambda value: type(value).__name__)
def test_judge_knows_every_error(error: Exception, cause: Cause) -> None:
    assert judge(error).cause is cause


def test_judge_keeps_none_of_our_own_words() -> None:
    assert "Léa" not in judge(BadRequest("Bad Request: can't parse entities: Léa Dupont")).why


def test_an_edit_without_a_change_is_as_good_as_done() -> None:
    assert unchanged(BadRequest("Bad Request: message is not modified: specified new message content"))
    assert not unchanged(BadRequest("Bad Request: message to edit not found"))


FATES = {
    Cause.TOO_FAST: Fate.LATER,
    Cause.NOT_SENT: Fate.LATER,
    Cause.NO_TOKEN: Fate.LATER,
    Cause.MOVED: Fate.LATER,
    Cause.UNANSWERED: Fate.UNKNOWN,
    Cause.UNREACHABLE: Fate.NEVER,
    Cause.REFUSED: Fate.NEVER,
}


@pytest.mark.parametrize("cause", Cause)
def test_outcome_of_every_cause(cause: Cause) -> None:
    verdict = Verdict(cause=cause, why="w", seconds=5, moved_to=-5 if cause is Cause.MOVED else None)
    outcome = outcomes.judged(CLAIMED, verdict, rest=2, now=MORNING)
    assert outcome.fate is FATES[cause]
    assert outcome.unreachable is (cause is Cause.UNREACHABLE)
    assert outcome.moved_to == verdict.moved_to


def test_a_pause_for_everybody_is_recorded_by_its_word() -> None:
    verdict = Verdict(cause=Cause.TOO_FAST, why="429", seconds=5)
    alone = outcomes.judged(CLAIMED, verdict, rest=0, now=MORNING)
    everybody = outcomes.judged(CLAIMED, verdict, rest=0, everybody=True, now=MORNING)
    assert (alone.why, everybody.why) == ("429 for this chat", "429")
    assert alone.again_at == everybody.again_at == MORNING + timedelta(seconds=5)


def test_a_letter_that_cannot_be_written_is_tried_five_times() -> None:
    fates = [
        outcomes.unwritten(
            Claimed(id=7, notice=CLAIMED.notice, person=ANA, attempt=n), KeyError("x"), now=MORNING
        ).fate
        for n in range(1, 7)
    ]
    assert fates == [Fate.LATER] * 4 + [Fate.NEVER] * 2
