"""Filling in the sign-up form as a value, the way Ana does."""

from datetime import date

from bot.rules.signup import Answers, Deed, Draft, Said, answer
from tests.cast import MORNING, POLICY, TODAY

EMPTY = Draft(
    id="ab" * 16, person_id="ana", place="name", answers=Answers(), started_at=MORNING, touched_at=MORNING
)
ANA_SAYS = {
    "name": "Ana Lambert",
    "children": "one",
    "born:0": "expected",
    "day:0": "2027-06-20",
    "entry": "2027-10",
    "window": "1,2",
    "week": "all",
    "postal": "6001",
    "creches": "marcinelle,lodelinsart",
    "claims": "52-1a",
    "code": "",
    "predemand": "ONE-1234",
    "phone": "+32470123456",
}

#: What is answered otherwise, or asked besides, at the desk.
EVA_SAYS = {"name": "Eva Novak", "language": "en", "consent": "read out"}


def say(draft: Draft, deed: Deed, value: str = "", *, place: str = "", today: date = TODAY) -> Draft:
    return answer(draft, Said(place=place or draft.place, deed=deed, value=value), today=today, policy=POLICY)


def pick(draft: Draft, *values: str) -> Draft:
    for value in values:
        draft = say(draft, Deed.PICK, value)
    return draft


def fill(draft: Draft, until: str = "review", **other: str) -> Draft:
    """Answer as Ana does (or otherwise) up to a place."""
    while draft.place != until:
        value = {**ANA_SAYS, **(EVA_SAYS if draft.answers.desk else {}), **other}[draft.place]
        draft = say(draft, Deed.PICK, value) if value else say(draft, Deed.SKIP)
    return draft


def said_twins() -> Draft:
    return pick(EMPTY, "Bilal", "twins", "born", "2026-10-03")
