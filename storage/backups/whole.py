"""A file that is there whole or not at all."""

import contextlib
import fcntl
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from storage.owners import give
from storage.problems import refused


@contextlib.contextmanager
def whole_file(wanted: Path) -> Iterator[tuple[Path, Path]]:
    """A file for its owner alone and where to write it; it gets its name once it is whole and on the disk.

    A name that is taken gets a number.
    """
    try:
        wanted.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file, part = _reserved(wanted)
        give(part, like=wanted.parent)
        try:
            yield file, part
            _on_disk(part)
            part.replace(file)
            _on_disk(file.parent)  # its name too
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise refused(error, str(wanted.parent)) from error


@contextlib.contextmanager
def anew(file: Path) -> Iterator[Path]:
    """Where to write a file anew, for its owner alone; once on the disk it takes the old one's place."""
    part = file.with_name(f"{file.name}.anew")
    part.unlink(missing_ok=True)  # as a crash left it
    part.touch(mode=0o600)
    give(part, like=file if file.exists() else file.parent)
    try:
        yield part
        _on_disk(part)
        part.replace(file)
        _on_disk(file.parent)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """One program at a time, where the folder's disk knows locks; without a file that would stay behind."""
    number = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def names(wanted: Path) -> Iterator[Path]:
    """What a file may be called, oldest first: one.pdf, one_2.pdf, one_3.pdf and so on."""
    yield wanted
    yield from (wanted.with_stem(f"{wanted.stem}_{number}") for number in itertools.count(2))


def _reserved(wanted: Path) -> tuple[Path, Path]:
    """The first name that nobody has or writes; only we write its part."""
    for file in names(wanted):
        part = file.with_name(f"{file.name}.part")
        with contextlib.suppress(FileExistsError):
            part.touch(mode=0o600, exist_ok=False)
            if not file.exists():
                return file, part
            part.unlink()
    raise AssertionError("counting never ends")


def _on_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
