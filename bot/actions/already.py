"""What a family already waits for: so many requests, and each child in one of them."""

from bot.ports import Records
from bot.rules.people import Child, Person
from bot.rules.policy import Policy
from bot.rules.refusals import ChildAlreadyWaiting, FamilyAlreadyWaiting, TooManyRequests
from bot.rules.requests import LEAVABLE, Request
from bot.rules.signup import Answers
from bot.rules.signup.asked import groups


def _live(records: Records, person: Person) -> tuple[Request, ...]:
    if person.family_id is None:
        return ()
    return tuple(r for r in records.requests.of_family(person.family_id) if r.state in LEAVABLE)


def _live_by_phone(records: Records, phone: str) -> tuple[Request, ...]:
    """Those of every family with that telephone."""
    return tuple(request for one in records.people.by_phone(phone) for request in _live(records, one))


def check_room(records: Records, person: Person, more: int, policy: Policy) -> None:
    if len(_live(records, person)) + more > policy.requests_per_family:
        raise TooManyRequests(most=policy.requests_per_family)


def check_new(records: Records, person: Person, answers: Answers) -> None:
    """A child is in at most one live request; a family's child is known by its date alone.

    At the desk nobody knows the family yet: it is the one with that telephone.
    """
    asked: set[Child] = {child for group in groups(answers) for child in group}
    live = _live_by_phone(records, answers.phone) if answers.desk else _live(records, person)
    for request in live:
        if asked.intersection(request.children):
            known = FamilyAlreadyWaiting if answers.desk else ChildAlreadyWaiting
            raise known(reference=request.reference)
