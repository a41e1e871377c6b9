"""The cooperative's numbers as they stand today: its policy, and what its staff entered since."""

from functools import lru_cache

from bot.ports import Records
from bot.rules.closures import Closure
from bot.rules.policy import Policy


def standing_policy(records: Records, policy: Policy) -> Policy:
    """The policy with the days that were closed by hand: whoever asks `is_open` asks this one."""
    return _completed(policy, records.places.closures())


@lru_cache(maxsize=8)
def _completed(policy: Policy, closures: tuple[Closure, ...]) -> Policy:
    """Worked out once as long as nothing changes."""
    return policy.closed_too((closure.creche, closure.period) for closure in closures)
