"""Text with entities: parsed from HTML and Markdown, given outright, or found in plain words."""

from bot.sandbox.markup.formatted import Formatted, formatted, parse_mode_text, tidy
from bot.sandbox.markup.units import utf16_length

__all__ = ["Formatted", "formatted", "parse_mode_text", "tidy", "utf16_length"]
