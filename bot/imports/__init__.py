"""What arrives in the shape of other tools: enterprise numbers, lists of agreements as CSV."""

from bot.imports.numbers import read_enterprise_number

__all__ = ["read_enterprise_number"]
