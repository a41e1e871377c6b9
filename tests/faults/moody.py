"""A Telegram with nine moods: which one a person meets goes by their number, the first time or every time.

A message may have arrived where the answer was lost, and may not: both are played. Whoever is told to wait
comes last: each 429 slows down whatever is sent after it.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.faults.stage import FIRST_CHAT
from tests.pretend import CUT, refused, sent, serve, spoken

#: Surely not delivered; nobody knows; a definite no.
NOT_SENT = ("429", "a proxy's 404")
UNANSWERED = ("500", "cut before", "cut after", "silence", "no JSON")
DEFINITE = ("400", "403")
MOODS = (*NOT_SENT, *UNANSWERED, *DEFINITE)
ONE_WAY = 0.002
_PAGE = b"<html>Not Telegram</html>"
_ANSWERS: Mapping[str, bytes | None] = {
    "429": refused(429, "Too Many Requests: retry after 1", retry_after=1),
    "a proxy's 404": spoken(404, _PAGE, "text/html"),
    "500": refused(500, "Internal Server Error"),
    "cut before": CUT,
    "cut after": CUT,
    "silence": None,
    "no JSON": spoken(200, _PAGE, "text/html"),
    "400": refused(400, "Bad Request: message text is empty"),
    "403": refused(403, "Forbidden: bot was blocked by the user"),
}


def mood(person: int, each: int) -> tuple[str, bool]:
    """What that person meets, and whether every time; silence, which takes long, only once."""
    others = MOODS[1:]
    around, which = divmod(person, len(others))
    name = others[which] if around < each else MOODS[0]
    return name, name in DEFINITE or (name in UNANSWERED and name != "silence" and around % 2 == 1)


class Telegram:
    """How often each person was tried, and how many copies they have; `each`: people to a mood."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._tries: Counter[int] = Counter()
        self._copies: Counter[int] = Counter()

    def figures(self) -> Mapping[str, Any]:
        return {"tries": self._tries, "copies": self._copies}

    def send(self, chat: int, values: Mapping[str, Any]) -> bytes | None:
        person = chat - FIRST_CHAT
        self._tries[person] += 1
        name, always = mood(person, self._each)
        bad = always or self._tries[person] == 1
        if not bad or name in {"cut after", "silence", "no JSON"}:
            self._copies[person] += 1
        return _ANSWERS[name] if bad else sent(chat, self._copies.total(), values)


if __name__ == "__main__":
    asyncio.run(serve(Telegram(int(sys.argv[1])), ONE_WAY))
