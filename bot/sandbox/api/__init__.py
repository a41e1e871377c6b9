"""The Bot API: every method the sandbox plays, by its name in small letters."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.api import change, groups, media, profile, receive, send, topics

METHODS: dict[str, Callable[..., Any]] = {
    **send.METHODS,
    **media.METHODS,
    **change.METHODS,
    **receive.METHODS,
    **profile.METHODS,
    **groups.METHODS,
    **topics.METHODS,
}
