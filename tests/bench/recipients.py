"""P8's announcement, sent by a process that loads what that takes and nothing that measures beside it."""

import json
import sys
import time
from pathlib import Path

from bot.actions import announcements
from bot.rules.announcements import Audience
from storage import open_storage
from tests.bench.crowds import computed_by, server_of
from tests.cast import MORNING, NADIA
from tests.faults.announced import UNHELD

KILOBYTES = 1024  # in a megabyte
_ALIKE = "announcement_id, lane, state, queued_at, due_at, attempts, unknowns, missed, why"
#: As many notices again, to the same people, of the same announcement.
_BARE = f"""INSERT INTO notice (key, kind, person_id, {_ALIKE})
    SELECT 'bare:' || key, 'bare', person_id, {_ALIKE} FROM notice WHERE announcement_id = '{{}}'"""


def send(url: str, key: bytes, readers: int, creche: str) -> None:
    """Send it, and print what that took."""
    with open_storage(url, key=key) as storage:
        with storage.transaction() as memory:
            server = server_of(memory, url)
            draft = announcements.begin(memory, NADIA.id, focus="", now=MORNING).announcement
            announcements.write(memory, NADIA.id, draft.id, "La crèche ferme lundi à 16 heures.")
            announcements.aim(memory, NADIA.id, draft.id, Audience(creches=frozenset({creche})))
        before = time.process_time() + computed_by(server)
        with storage.transaction() as memory:
            sent = announcements.send(memory, NADIA.id, draft.id, screen=None, now=MORNING, policy=UNHELD)
        seconds, megabytes = time.process_time() + computed_by(server) - before, _most_megabytes()
        progress = sent.progress
        if progress.waiting != readers:
            raise AssertionError(f"{progress.waiting:,} are to receive it, not {readers:,}")
        with storage.transaction() as memory:
            before = time.process_time() + computed_by(server)
            memory.wire.command(_BARE.format(draft.id))
        bare = time.process_time() + computed_by(server) - before
        with storage.transaction() as memory:
            memory.wire.command("DELETE FROM notice WHERE kind = 'bare'")
    json.dump({"seconds": seconds, "megabytes": megabytes, "bare": bare}, sys.stdout)


def _most_megabytes() -> float:
    """The most that this process ever held."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / KILOBYTES


if __name__ == "__main__":
    send(sys.argv[1], bytes.fromhex(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
