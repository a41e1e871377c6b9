"""A clean process with the program's imports done, that becomes the program once for every line it reads.

A line is JSON: the environment of that life, and the file that it logs to.

Two hundred lives would spend ten minutes importing. It has opened nothing when it forks, no socket, no
file, no thread, so a life begins as `python -m bot run` does after its imports. It answers each line with the
number to kill.
"""

import importlib
import json
import os
import signal
import sys
from functools import cached_property

from bot.__main__ import main
from storage.records import Memory

LAZY = ("bot.commands", "bot.house", "bot.courier.post", "apscheduler.schedulers.asyncio", "storage.sqlite")
#: What an action loads when it first asks for a story.
STORIES = [f"storage.{name}" for name, kept in vars(Memory).items() if isinstance(kept, cached_property)]

if __name__ == "__main__":
    for name in (*LAZY, *STORIES):
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead: they are gone at once
    for line in sys.stdin:
        born = os.fork()
        if born == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            life = json.loads(line)
            os.environ.update(life["environment"])
            os.dup2(os.open(life["log"], os.O_WRONLY | os.O_APPEND), sys.stderr.fileno())
            main()
            os._exit(0)
        sys.stdout.write(f"{born}\n")
        sys.stdout.flush()
