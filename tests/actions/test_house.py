"""The policy as staff completed it."""

from datetime import date

from bot.actions.house import standing_policy
from bot.rules.calendar import Period
from bot.rules.closures import Closure
from storage import Storage
from tests.cast import POLICY

MONDAY = date(2027, 3, 22)


def test_policy_knows_the_days_closed_by_hand(storage: Storage) -> None:
    closure = Closure(id="a", creche="marcinelle", period=Period(MONDAY, MONDAY))
    with storage.transaction() as records:
        assert standing_policy(records, POLICY) == POLICY
        records.places.add_closure(closure)
        assert not standing_policy(records, POLICY).is_open("marcinelle", MONDAY)
        records.places.remove_closure("a")
        assert standing_policy(records, POLICY).is_open("marcinelle", MONDAY)


def test_policy_knows_the_places_that_may_be_filled(storage: Storage) -> None:
    with storage.transaction() as records:
        records.places.keep_usable("marcinelle", 49)
        records.places.keep_usable("marcinelle", 42)
        cut = standing_policy(records, POLICY).creche("marcinelle")
        assert (cut.places, cut.most) == (42, 56)
        records.places.keep_usable("marcinelle", 56)
        assert standing_policy(records, POLICY) is POLICY
