"""The cooperative's numbers as they stand today: its policy, and what its staff entered since."""

from functools import lru_cache

from bot.ports import Records
from bot.rules.closures import Closure
from bot.rules.policy import Policy


def standing_policy(records: Records, policy: Policy) -> Policy:
    """The policy with the days closed by hand and the places that may be filled: every rule asks this one."""
    return _completed(policy, records.places.closures(), records.places.usable())


def publish(records: Records, *, policy: Policy) -> int:
    """Lists count the priorities that each crèche's contract publishes; at how many that changed."""
    return sum(records.requests.publish(creche.id, creche.priorities) for creche in policy.creches)


@lru_cache(maxsize=8)
def _completed(policy: Policy, closures: tuple[Closure, ...], usable: tuple[tuple[str, int], ...]) -> Policy:
    """Worked out once as long as nothing changes."""
    closed = policy.closed_too((closure.creche, closure.period) for closure in closures)
    return closed.filled_up_to(dict(usable))
