"""Logs: one line a happening, in JSON when nobody watches; never a name, a text or a token."""

import logging
import re
import sys
from typing import Any

import structlog

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
        structlog.processors.format_exc_info,
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


def _without_tokens(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """A token that slipped into a message or a traceback is blacked out."""
    return {
        key: _TOKEN.sub("<token>", value) if isinstance(value, str) else value for key, value in event.items()
    }
