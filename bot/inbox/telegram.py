"""The few calls that taking updates in needs, straight over HTTP: raw JSON, no library in between."""

import asyncio
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.inbox.envelope import parse


class Trouble(Exception):  # noqa: N818 – an ordinary day on a network
    """Telegram did not answer a call with its result; `wait` is how long it asks us to."""

    def __init__(self, status: int, why: str, wait: float = 0) -> None:
        super().__init__(why)
        self.status = status
        self.wait = wait


class Unreadable(Exception):  # noqa: N818 – Telegram's answer, not our fault
    """An answer that is no JSON; the bytes are kept."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


class Api:
    """Bot API methods by name. `base` is e.g. https://api.telegram.org; the token stays in here."""

    def __init__(self, base: str, token: str) -> None:
        self._url = f"{base}/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, *, seconds: float = 30, **values: Any) -> Any:
        """The result of a method; Trouble or Unreadable."""
        status, body = await self._post(method, seconds, values)
        try:
            answer = parse(body)
        except ValueError:
            if status == 200:
                raise Unreadable(body) from None
            raise Trouble(status, f"HTTP {status}") from None
        if status == 200 and isinstance(answer, dict) and answer.get("ok"):
            return answer.get("result")
        raise _refused(status, answer)

    async def moment(self) -> datetime:
        """What time it is there, to the second. Trouble."""
        try:
            async with self._http().get(
                f"{self._url}/getMe", timeout=aiohttp.ClientTimeout(total=30)
            ) as answer:
                return parsedate_to_datetime(answer.headers["Date"])
        except (TimeoutError, aiohttp.ClientError, OSError, KeyError, ValueError) as error:
            raise Trouble(0, type(error).__name__) from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    async def _post(self, method: str, seconds: float, values: dict[str, Any]) -> tuple[int, bytes]:
        """Errors of the library name the URL, hence the token: only their class goes on.

        The time is taken outside of it: where its own is over just as we are told to stop, it forgets that.
        """
        timeout = aiohttp.ClientTimeout(total=None, connect=10)
        try:
            async with (
                asyncio.timeout(seconds),
                self._http().post(f"{self._url}/{method}", json=values, timeout=timeout) as answer,
            ):
                return answer.status, await answer.read()
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Trouble(0, type(error).__name__) from None


def _refused(status: int, answer: Any) -> Trouble:
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    wait = parameters.get("retry_after", 0) if isinstance(parameters, dict) else 0
    return Trouble(status, f"HTTP {status}", float(wait) if isinstance(wait, int | float) else 0)
