"""Whoever tries links or codes that do not exist is asked to wait; what exists, used or over, is no guess."""

from datetime import datetime

from bot.ports import Records
from bot.rules import guesses
from bot.rules.guesses import Word
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal
from bot.rules.retention import Category, terms


def check(records: Records, person_id: str, word: Word, *, now: datetime, policy: Policy) -> None:
    """Before one is looked at. Refused LinksLocked, CodesLocked."""
    guesses.check(word, records.guesses.wrong(person_id, word), now, policy)


def locked(records: Records, person_id: str, word: Word, *, now: datetime, policy: Policy) -> Refusal | None:
    """The same, as an answer."""
    try:
        check(records, person_id, word, now=now, policy=policy)
    except Refusal as no:
        return no
    return None


def wrong_link(records: Records, person_id: str, token: str, *, now: datetime, policy: Policy) -> None:
    """An invitation's link was refused: counted if there never was such a one."""
    if not records.invitations.knows(token):
        _count(records, person_id, Word.LINK, now, policy)


def wrong_code(records: Records, person_id: str, code: str, *, now: datetime, policy: Policy) -> None:
    """The same, of an employer's code."""
    if not records.sponsors.knows_code(code):
        _count(records, person_id, Word.CODE, now, policy)


def code_holds(records: Records, person_id: str, code: str, *, now: datetime, policy: Policy) -> bool:
    """Whether a link's code may be used; one that does not exist is counted; none, after too many."""
    if locked(records, person_id, Word.CODE, now=now, policy=policy):
        return False
    holds = records.sponsors.code_sponsor(code, at=now) is not None
    if not holds:
        wrong_code(records, person_id, code, now=now, policy=policy)
    return holds


def code_over(records: Records, person_id: str, code: str, *, now: datetime, policy: Policy) -> bool:
    """Whether a link's code is good for nothing; who has to wait hears that first, and not this."""
    if not code or locked(records, person_id, Word.CODE, now=now, policy=policy):
        return False
    return not code_holds(records, person_id, code, now=now, policy=policy)


def forget_old(records: Records, *, now: datetime, policy: Policy) -> int:
    """Those that lock nothing any more; how many."""
    return records.guesses.forget_before(terms(policy)[Category.GUESSES].since(now))


def _count(records: Records, person_id: str, word: Word, now: datetime, policy: Policy) -> None:
    wrong = records.guesses.wrong(person_id, word)
    records.guesses.keep(person_id, word, guesses.once_more(wrong, now, policy))
