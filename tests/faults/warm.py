"""The program with its imports done: `python -m tests.faults.warm run` starts when a line comes in.

Two hundred kills would spend ten minutes importing. Nothing is opened before the line: no socket, no file.
"""

import importlib
import sys

from bot.__main__ import main

LAZY = ("bot.commands", "bot.house", "bot.courier.post", "apscheduler.schedulers.asyncio")

if __name__ == "__main__":
    for name in LAZY:
        importlib.import_module(name)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    main()
