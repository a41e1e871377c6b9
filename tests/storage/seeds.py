"""Rows that a test needs before its own: the cast as it would have been written."""

from bot.ports import Records
from bot.rules.people import Person
from bot.rules.requests import Request
from tests.cast import MORNING, PARENTS, STAFF, TECHNORD, TECHNORD_AGREEMENT


def person(records: Records, one: Person) -> None:
    """A person with their family and mandates."""
    if one.family_id:
        records.people.add_family(one.family_id)
    records.people.add(one)
    for mandate in one.mandates:
        records.people.grant(one.id, mandate, at=MORNING)


def cast(records: Records) -> None:
    """Everybody."""
    for one in (*PARENTS, *STAFF):
        person(records, one)


def sponsor(records: Records) -> None:
    """Technord and its agreement."""
    records.sponsors.add(TECHNORD)
    records.sponsors.add_agreement(TECHNORD_AGREEMENT)


def requests(records: Records, *some: Request) -> None:
    for one in some:
        records.requests.add(one)
