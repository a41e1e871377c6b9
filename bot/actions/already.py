"""What a family already waits for: so many requests, and each child in one of them."""

from collections import Counter
from collections.abc import Iterable

from bot.ports import Records
from bot.rules.people import Child, Person
from bot.rules.policy import Policy
from bot.rules.refusals import ChildAlreadyWaiting, FamilyAlreadyWaiting, TooManyRequests
from bot.rules.requests import LEAVABLE, Request
from bot.rules.signup import Answers
from bot.rules.signup.asked import groups


def _family(records: Records, person: Person) -> tuple[Request, ...]:
    return records.requests.of_family(person.family_id) if person.family_id else ()


def _by_phone(records: Records, phone: str) -> tuple[Request, ...]:
    """Those of every family with that telephone."""
    found = (request for one in records.people.by_phone(phone) for request in _family(records, one))
    return tuple({request.id: request for request in found}.values())


def _live(family: Iterable[Request]) -> list[Request]:
    return [request for request in family if request.state in LEAVABLE]


def check_room(records: Records, person: Person, more: int, policy: Policy) -> None:
    if len(_live(_family(records, person))) + more > policy.requests_per_family:
        raise TooManyRequests(most=policy.requests_per_family)


def check_new(records: Records, person: Person, answers: Answers) -> None:
    """A child is in at most one live request; a family's child is known by its date alone.

    At the desk nobody knows the family yet: it is the one with that telephone.
    """
    asked = Counter(child for group in groups(answers) for child in group)
    family = _by_phone(records, answers.phone) if answers.desk else _family(records, person)
    waits = _too_many(family, asked)
    if waits is not None:
        known = FamilyAlreadyWaiting if answers.desk else ChildAlreadyWaiting
        raise known(reference=waits.reference)


def check_back(records: Records, request: Request) -> None:
    """A child that was signed up anew does not come back a second time. Refused ChildAlreadyWaiting."""
    waits = _too_many(records.requests.of_family(request.family_id), Counter(request.children))
    if waits is not None:
        raise ChildAlreadyWaiting(reference=waits.reference)


def _too_many(family: Iterable[Request], more: Counter[Child]) -> Request | None:
    """The live request of a child that more would wait for than the family ever told of together.

    Of twins who enter separately one may have left, and comes back.
    """
    family = tuple(family)
    live, told = _live(family), Counter[Child]()
    together: dict[str, Counter[Child]] = {}
    for request in family:
        together.setdefault(request.linked or request.id, Counter()).update(request.children)
    for children in together.values():
        told |= children
    waiting = Counter(child for request in live for child in request.children)
    over = {child for child in more if waiting[child] and waiting[child] + more[child] > told[child]}
    return next((request for request in live if over.intersection(request.children)), None)
