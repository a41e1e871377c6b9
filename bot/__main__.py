"""The front door: the command line. Opens every room, each only when a command needs it.

`--help` is answered from the table below without importing anything: it is what an operator types first, and
on a small machine a command line that takes its time feels broken.
"""

import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

#: What each command is for, in the order in which an operator meets them.
COMMANDS = {
    "sandbox": "a whole cooperative in a browser tab: no token, no account, no network",
    "run": "the bot on real Telegram, by polling or by webhook",
    "courier": "deliveries and the clock alone, beside `cigogne run --without-courier`",
    "doctor": "what is set, what is missing, what to do",
    "migrate": "bring the database to this version",
    "backup": "a whole copy of the database, while the bot works",
    "restore": "put a backup in the place of what is there",
    "rekey": "replace the key, while the bot works",
    "move": "a SQLite file into the PostgreSQL that is set",
    "sample": "what staff read in a month, some lines drawn for the data protection officer",
    "retention": "what is kept how long and why; let go of what is over",
    "invite": "a one-time link for a coordinator, a director or an HR manager",
    "setup": "a systemd unit or a container file for this installation",
    "summary": "a sponsor's month as picture and page, into a folder",
    "simulate": "a cooperative's year in minutes, with faults, every rule checked each evening",
}


#: Commands that open every room and stay: nothing is looked through for garbage before the house stands.
STAYING = {"sandbox", "run", "courier"}


def main() -> None:
    """What `cigogne` and `python -m bot` run."""
    if sys.argv[1:] in ([], ["--help"], ["-h"]):
        sys.stdout.write(help_text())
        return
    if sys.argv[1] in STAYING:
        gc.disable()
    command_line()(prog_name="cigogne")


def help_text() -> str:
    """The first screen: every command with one line."""
    lines = [f"  {name:<10} {what}" for name, what in COMMANDS.items()]
    return "\n".join(
        (
            "Usage: cigogne COMMAND [OPTIONS]",
            "",
            "Cigogne, the messaging bot of a cooperative of crèches.",
            "",
            *lines,
            "",
            "`cigogne COMMAND --help` tells a command's options. Start with `cigogne sandbox`.",
            "",
        )
    )


def command_line() -> "typer.Typer":
    """The commands with their options (Typer)."""
    import typer

    from bot import commands

    app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
    for name, what in COMMANDS.items():
        app.command(name, help=what[0].upper() + what[1:] + ".")(getattr(commands, name))
    return app


if __name__ == "__main__":
    main()
