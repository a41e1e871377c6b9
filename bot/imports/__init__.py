"""What arrives in the shape of other tools: enterprise numbers, lists of agreements as CSV."""

from bot.imports.agreements import MOST_BYTES, read_agreements, template
from bot.imports.numbers import read_enterprise_number

__all__ = ["MOST_BYTES", "read_agreements", "read_enterprise_number", "template"]
