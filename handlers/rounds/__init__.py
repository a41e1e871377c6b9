"""The month's decision: prepared, explained line by line, approved; the reserve lists between two of them."""

from handlers.rounds import changing, deciding, following, reading

__all__ = ["changing", "deciding", "following", "reading"]
