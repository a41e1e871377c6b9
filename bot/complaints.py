"""Whatever the surroundings refuse is said in one line that names it and what to do."""

import contextlib
from collections.abc import Iterator
from typing import NoReturn

import typer

from bot.settings import SettingProblem


def fail(sentence: str) -> NoReturn:
    """One clear line, no traceback."""
    typer.secho(sentence, err=True, fg=typer.colors.RED)
    raise typer.Exit(1)


@contextlib.contextmanager
def clear_words() -> Iterator[None]:
    """Turn every problem that has words of its own into them."""
    try:
        yield
    except SettingProblem as problem:
        fail(str(problem))
    except typer.Exit:
        raise
    except Exception as problem:
        from bot.doctor import with_remedy
        from bot.policy import PolicyProblem
        from bot.texts import BrokenCatalogue
        from storage import StorageProblem

        if isinstance(problem, StorageProblem):
            fail(with_remedy(problem))
        if isinstance(problem, PolicyProblem | BrokenCatalogue):
            fail(str(problem))
        raise
