"""python-telegram-bot's HTTP, over aiohttp: cheaper by far than its own, and certain about what was sent."""

import json
import logging
from contextvars import ContextVar
from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

# Both print addresses, and with them the token, at INFO and DEBUG.
for _name in ("telegram", "httpx"):
    logging.getLogger(_name).setLevel(logging.WARNING)

CONNECT_SECONDS = 10.0
TEXT_SECONDS = 30.0
_TEXT = aiohttp.ClientTimeout(total=TEXT_SECONDS, connect=CONNECT_SECONDS)
_FILE = aiohttp.ClientTimeout(total=120.0, connect=CONNECT_SECONDS)
_JSON = {"Content-Type": "application/json"}
#: The message that the running task has just sent.
SENT: ContextVar[dict[str, Any]] = ContextVar("SENT")


class NotSent(NetworkError):  # noqa: N818 – a cause, said plainly
    """No byte of the request left this machine."""


class Unanswered(NetworkError):  # noqa: N818 – likewise
    """The request left, at least in part, and no answer that can be read came back: nobody knows."""


class NotTelegram(NetworkError):  # noqa: N818 – likewise
    """A refusal that is not the Bot API's own: a proxy, a wrong address. The message did not arrive."""


class TooFast(TelegramError):  # noqa: N818 – likewise
    """429, and how many `seconds` Telegram asked for: the library's own class warns of itself when made."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__("429")


class Wire(BaseRequest):
    """One pool of connections. Errors carry no address, because the token is part of it."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return TEXT_SECONDS

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            cookies = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=cookies)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002 – decided here, by kind of request
        write_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002 – likewise
        connect_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002 – likewise
        pool_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002 – likewise
    ) -> tuple[int, bytes]:
        """Status and body; NotSent, Unanswered or TooFast."""
        if self._session is None:
            raise NotSent("the courier has not started")
        files = request_data is not None and request_data.contains_files
        timeout = _FILE if files else _TEXT
        try:
            async with self._session.request(
                method, url, timeout=timeout, **_content(request_data)
            ) as answer:
                status, body = answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unanswered(type(error).__name__) from None
        return _checked(status, body)

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As the library's, without printing what could not be read.

        A message that was sent is left in `SENT` as it came, and the library told no more than "true": the
        object that it makes of every message costs as much as sending it.
        """
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            raise Unanswered("an answer that is no JSON") from None
        if isinstance(answer, dict) and isinstance(answer.get("result"), dict):
            SENT.set(answer["result"])
            answer["result"] = True
        return answer


def _content(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters, separators=(",", ":")).encode(), "headers": _JSON}
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return {"data": form}


def _checked(status: int, body: bytes) -> tuple[int, bytes]:
    """5xx tells nothing about what was done; 429 says how long to wait, sometimes with zero."""
    if status >= 500:
        raise Unanswered(f"HTTP {status}")
    if status == 429:
        raise TooFast(_retry_after(body))
    if not 200 <= status < 300 and not _is_telegrams(body):
        raise NotTelegram(f"HTTP {status}")
    return status, body


def _is_telegrams(body: bytes) -> bool:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and answer.get("ok") is False


def _retry_after(body: bytes) -> int:
    try:
        return max(1, int(json.loads(body)["parameters"]["retry_after"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return 1
