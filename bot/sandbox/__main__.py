"""The sandbox alone, for tests that start and kill a bot in another process."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from bot.sandbox.persons import SandboxPerson
from bot.sandbox.server import DEFAULT_TOKEN, Sandbox


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--no-pace", action="store_true", help="lift the rate limits")
    parser.add_argument("--people", type=Path, help="a JSON list of people: user_id, name, …")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the token of the sandbox's own bot")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> None:
    listed = json.loads(arguments.people.read_text(encoding="utf-8")) if arguments.people else []
    people = [SandboxPerson(**person) for person in listed]
    sandbox = Sandbox(people=people, token=arguments.token, port=arguments.port, pace=not arguments.no_pace)
    await sandbox.start()
    sys.stdout.write(f"{sandbox.url}\n")
    sys.stdout.flush()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()
    await sandbox.stop()


if __name__ == "__main__":
    try:
        asyncio.run(_run(_arguments()))
    except OSError as error:
        sys.exit(f"The sandbox cannot listen: {error.strerror or error}")
