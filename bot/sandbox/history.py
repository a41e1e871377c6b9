"""Every Bot API call of one bot, accepted or refused."""

from typing import Any


class History:
    """Grows by one entry a call; entries are numbered from 1."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def add(self, at: float, method: str, params: dict[str, Any], status: int, result: Any) -> None:
        """Note a call: wall seconds, parsed parameters, HTTP status (0: it got no answer) and result."""
        self.calls.append(
            {
                "n": len(self.calls) + 1,
                "at": at,
                "method": method,
                "chat_id": params.get("chat_id"),
                "params": params,
                "status": status,
                "result": result,
            }
        )

    def since(self, after: int, method: str | None) -> list[dict[str, Any]]:
        """The calls after a number, of one method or of all."""
        calls = self.calls[max(after, 0) :]
        return (
            calls if method is None else [call for call in calls if call["method"].lower() == method.lower()]
        )
