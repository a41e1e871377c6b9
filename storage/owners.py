"""Who keeps a server's files often does it as root: what root makes stays the bot's, as SQLite has it."""

import os
from pathlib import Path


def give(file: Path, *, like: Path) -> None:
    """To whom the other one belongs, where it is ours to give."""
    if os.geteuid() == 0:
        found = like.stat()
        os.chown(file, found.st_uid, found.st_gid)
