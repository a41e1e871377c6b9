"""The cooperative's own numbers, read from TOML and held against the law."""

from bot.policy.loading import DEFAULT_FILE, belgian_holidays, load_policy
from bot.policy.problems import PolicyProblem

__all__ = ["DEFAULT_FILE", "PolicyProblem", "belgian_holidays", "load_policy"]
