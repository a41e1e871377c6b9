"""Which actions only read: a store may show them some crèches alone, and nothing is lost by it."""

from collections.abc import Callable
from typing import Any, TypeVar

A = TypeVar("A", bound=Callable[..., Any])

_READING: set[Callable[..., Any]] = set()


def reading(action: A) -> A:
    """Mark an action that reads, and writes no more than a trace and what typed words are about."""
    _READING.add(action)
    return action


def is_reading(action: Callable[..., Any]) -> bool:
    """Whether an action is marked so; any other that writes sees every crèche."""
    return action in _READING
