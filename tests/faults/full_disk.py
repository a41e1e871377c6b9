"""R3: the disk is full in the middle of an announcement. Unrecorded 0, twice 0, on again within a minute."""

import asyncio
import contextlib
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.announced import Announced, copies, sent
from tests.faults.figures import Row, allowed, at_most, none
from tests.faults.stage import Stage, stage, until

READERS = 200
FULL_SECONDS = {"full": 30.0, "small": 4.0}
RESUMES_SECONDS = 60
MEGABYTES = 16
IN_FLIGHT = 4


async def run(size: str, seed: int) -> Row:
    """Fill a small disk, wait, make room again."""
    announced = Announced()
    with disk() as folder:
        async with stage(READERS, lambda records: announced.seed(records, READERS), folder=folder) as on:
            bot = await on.start_bot()
            await until(lambda: sent(on, READERS // 4))
            fill(folder)
            full = len(await copies(on))
            await asyncio.sleep(FULL_SECONDS[size])
            left = len(await copies(on)) - full
            resumes = await _room_again(on, folder)
            done = await until(lambda: announced.finished(on))
            await bot.terminate()
            arrived, progress = Counter(await copies(on)), await announced.progress(on)
    return Row(
        "R3",
        f"{READERS} readers, full for {FULL_SECONDS[size]:g} s",
        seed,
        (
            none("sends that are not recorded", len(arrived) - progress.delivered),
            none("duplicates", arrived.total() - len(arrived)),
            none("lost", READERS - len(arrived)),
            at_most("sends on a full disk: what was in hand", left, IN_FLIGHT),
            at_most("seconds until it goes on", resumes, allowed(RESUMES_SECONDS, size)),
            none("not finished in time", 0 if done else progress.waiting),
        ),
    )


@contextlib.contextmanager
def disk() -> Iterator[Path]:
    """A disk of a few megabytes. OSError where nobody may mount one."""
    with TemporaryDirectory(prefix="cigogne-disk-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder]
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError(done.stderr.strip())
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> None:
    """Until not a byte more fits."""
    with contextlib.suppress(OSError), (folder / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(4_096))


async def _room_again(on: Stage, folder: Path) -> float:
    """Seconds until the next copy leaves."""
    before, start = len(await copies(on)), time.monotonic()
    (folder / "ballast").unlink()
    await until(lambda: sent(on, before + IN_FLIGHT))
    return time.monotonic() - start
