"""Logs: one line a happening, in JSON when nobody watches; never a name, a text or a token."""

import logging
import re
import sys
from traceback import extract_tb
from typing import Any

import structlog

#: An error may have come of another, and so on.
_MOST_CAUSES = 5
_TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{20,}")
#: Libraries that speak of URLs (with the token in them) or of message texts below this level.
_TALKATIVE = ("aiogram", "aiohttp", "apscheduler", "httpcore", "httpx", "telegram", "sqlalchemy", "alembic")


def set_up_logs(level: str = "INFO") -> None:
    """Everything that any library logs goes through here."""
    watched = sys.stderr.isatty()
    shared: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso"),
        _where_alone,
        _without_tokens,
    ]
    renderer = structlog.dev.ConsoleRenderer() if watched else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _where_alone(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Of an error its kind and its way; what it says may be somebody's words."""
    error = _error(event.pop("exc_info", None))
    ways: list[str] = []
    while error is not None and len(ways) < _MOST_CAUSES:
        steps = (f"{step.filename}:{step.lineno} {step.name}" for step in extract_tb(error.__traceback__))
        ways.append("\n".join((*steps, type(error).__qualname__)))
        error = error.__cause__ or error.__context__
    return {**event, "exception": "\n\nbecause of\n".join(ways)} if ways else event


def _error(told: Any) -> BaseException | None:
    """As libraries hand it over: itself, with its kind, or only that there is one."""
    if isinstance(told, BaseException):
        return told
    found: BaseException | None = told[1] if isinstance(told, tuple) else sys.exc_info()[1] if told else None
    return found


def _without_tokens(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """A token that slipped into a message or a traceback is blacked out."""
    return {
        key: _TOKEN.sub("<token>", value) if isinstance(value, str) else value for key, value in event.items()
    }
