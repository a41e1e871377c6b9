"""The month's decision: prepared, explained line by line, approved; the reserve lists between two of them."""

from handlers.rounds import deciding, following

__all__ = ["deciding", "following"]
