"""A store as somebody finds it who serves some crèches: see `storage.walls`."""

from collections.abc import Awaitable, Callable, Collection
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.ports import Records, Store, is_reading
from storage.jobs import Queue, Work
from storage.walls import EVERY_CRECHE, these

P = ParamSpec("P")
T = TypeVar("T")
#: Takes work that writes, and for which crèches it is.
Put = Callable[[Work, str], Awaitable[Any]]


class Within:
    """What only reads is shown those crèches; what writes has to know of the others, and checks rights."""

    def __init__(self, put: Put, reads: Queue, creches: Collection[str]) -> None:
        self._put = put
        self._reads = reads
        self._sees = these(creches)

    def within(self, creches: Collection[str]) -> Store:
        return Within(self._put, self._reads, creches)

    async def do(self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        sees = self._sees if is_reading(action) else EVERY_CRECHE
        result: T = await self._put(lambda memory: action(memory, *args, **kwargs), sees)
        return result

    async def look(
        self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        result: T = await self._reads.put(lambda memory: action(memory, *args, **kwargs), self._sees)
        return result
