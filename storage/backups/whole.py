"""A file that is there whole or not at all."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from storage.problems import Kind, StorageProblem


@contextlib.contextmanager
def whole_file(file: Path) -> Iterator[Path]:
    """A file for its owner alone, that gets its name once it is whole and on the disk."""
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        part.touch(mode=0o600, exist_ok=False)
        yield part
        with part.open("rb") as whole:
            os.fsync(whole.fileno())
        part.replace(file)
    except OSError as error:
        raise StorageProblem(Kind.UNWRITABLE, str(file.parent), error.strerror or "") from error
    finally:
        part.unlink(missing_ok=True)
