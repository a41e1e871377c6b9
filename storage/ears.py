"""Who waits for another program's word, and the thread that hears it for them."""

import asyncio
import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable


class Ear(threading.Thread):
    """Hears until it is closed; how, its kind of database says in `run`."""

    def __init__(self) -> None:
        super().__init__(name="storage-ear", daemon=True)
        self._wakes: defaultdict[str, list[Callable[[], object]]] = defaultdict(list)
        self.end = threading.Event()

    def add(self, word: str, wake: Callable[[], object]) -> None:
        """`wake` is called on the loop that runs now."""
        loop = asyncio.get_running_loop()
        self._wakes[word].append(lambda: loop.call_soon_threadsafe(wake))
        if not self.is_alive():
            self.start()

    def close(self) -> None:
        self.end.set()
        if self.is_alive():
            self.join()

    def wake(self, word: str) -> None:
        for wake in tuple(self._wakes.get(word, ())):
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                wake()

    def wake_all(self) -> None:
        for word in tuple(self._wakes):
            self.wake(word)
