"""Telegram counts text in UTF-16 code units and names error places in bytes."""

from typing import Any

from bot.sandbox.errors import ApiError, bad

Entity = dict[str, Any]


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le")) // 2


def byte_offset(text: str, at: int) -> int:
    """Where a character stands, in UTF-8 bytes."""
    return len(text[:at].encode())


def unparsable(what: str) -> ApiError:
    """The refusal of broken markup."""
    return bad(f"can't parse entities: {what}")


class Builder:
    """Collects text and keeps count of its UTF-16 units."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.units = 0

    def add(self, text: str) -> None:
        """Append a piece."""
        self._parts.append(text)
        self.units += utf16_length(text)

    def text(self) -> str:
        """All that was collected."""
        return "".join(self._parts)

    def since(self, units: int) -> str:
        """What was collected after a number of units."""
        encoded = self.text().encode("utf-16-le")[units * 2 :]
        return encoded.decode("utf-16-le")
