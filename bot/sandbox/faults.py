"""Faults on demand: the next so many calls of a method are refused, cut or left hanging."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import ApiError, SideError, too_many

KINDS = ("429", "500", "reset-before", "reset-after", "timeout", "403")
HANG = 30.0  # seconds before a hanging call is cut


@dataclass(kw_only=True, slots=True)
class Fault:
    """One fault and how many calls it still hits."""

    method: str
    kind: str
    times: int = 1
    retry_after: int = 1

    def error(self) -> ApiError | None:
        """The refusal in Telegram's shape; None for the faults that are no answer at all."""
        if self.kind == "429":
            return too_many(self.retry_after)
        if self.kind == "403":
            return ApiError(403, "Forbidden: bot was blocked by the user")
        return ApiError(500, "Internal Server Error") if self.kind == "500" else None

    def as_json(self) -> dict[str, Any]:
        """As it was asked for, with the calls it still hits."""
        return {
            "method": self.method,
            "kind": self.kind,
            "times": self.times,
            "retry_after": self.retry_after,
        }


class Faults:
    """The faults that wait for a call, oldest first."""

    def __init__(self) -> None:
        self.live: list[Fault] = []

    def add(self, body: dict[str, Any]) -> Fault:
        """Plan a fault; raises SideError(400) when it is no known one."""
        method, kind = body.get("method", "*"), str(body.get("kind"))
        times, retry_after = body.get("times", 1), body.get("retry_after", 1)
        if kind not in KINDS:
            raise SideError(400, f"The kind of a fault is one of {', '.join(KINDS)}.")
        if not isinstance(method, str) or not method:
            raise SideError(400, "The method of a fault is a Bot API method, or * for any.")
        if not all(type(number) is int and number > 0 for number in (times, retry_after)):
            raise SideError(400, "times and retry_after are whole numbers above zero.")
        fault = Fault(method=method, kind=kind, times=times, retry_after=retry_after)
        self.live.append(fault)
        return fault

    def take(self, method: str) -> Fault | None:
        """The fault that hits this call, counted down; None nearly always."""
        if not self.live:
            return None
        for fault in self.live:
            if fault.method == "*" or fault.method.lower() == method.lower():
                fault.times -= 1
                if not fault.times:
                    self.live.remove(fault)
                return fault
        return None
