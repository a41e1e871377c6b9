"""Where the real time enters the command line."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)  # noqa: TID251 – here the real time enters
