"""A made-up cooperative for the sandbox and the tests."""

from bot.examples.characters import Character, cast
from bot.examples.furnishing import furnish

__all__ = ["Character", "cast", "furnish"]
