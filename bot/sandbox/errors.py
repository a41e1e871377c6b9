"""The two ways a call is refused: in Telegram's words, and in one sentence to the people's side."""

from typing import Any


class ApiError(Exception):
    """A refusal in the Bot API's own shape: HTTP status, description, and parameters when there are any."""

    def __init__(self, code: int, description: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """What Telegram would answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad(what: str) -> ApiError:
    """400, the commonest refusal."""
    return ApiError(400, f"Bad Request: {what}")


def needed(given: Any, name: str, shape: type, what: str) -> Any:
    """A field that an object cannot do without; 400 when it is missing or of another type."""
    value = given.get(name) if isinstance(given, dict) else None
    if not isinstance(value, shape):
        raise bad(f"can't parse {what}: Can't find field \"{name}\"")
    return value


def too_many(seconds: int) -> ApiError:
    """429 with the seconds to wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class SideError(Exception):
    """A refusal of the people's side: 400, 404, 409 or 503, with one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
