"""Commands for whoever answers for the personal data. Heavy rooms are imported inside them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.clock import now
from bot.complaints import clear_words
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.rules.policy import Policy
    from bot.rules.retention import Term
    from storage import Storage

#: So many subjects a transaction, as in the night: a tap between two of them does not wait long.
_SOME = 10


def retention(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and touch nothing.")] = False,
) -> None:
    """What is kept how long and why; let go of what is over."""
    with clear_words():
        settings = load_settings()
        settings.require("key")
        from bot.actions.retention import overdue
        from bot.doctor import open_memory
        from bot.policy import load_policy
        from bot.rules.retention import SWEPT_HOURLY, terms

        policy = load_policy(settings.policy_file)
        with open_memory(settings) as memory:
            with memory.transaction() as records:
                over = overdue(records, now=now())
            for kind, term in terms(policy).items():
                count = "swept each hour" if kind in SWEPT_HOURLY else f"{over.get(kind, 0)} to go"
                typer.echo(f"{kind.value}: {' '.join(_words(term))} ({term.basis.value}): {count}")
            if not dry_run:
                typer.echo(f"Let go of: {_let_go(memory, policy)}. Each night the bot does it by itself.")


def _words(term: "Term") -> Iterator[str]:
    """How long, and from when on."""
    if term.months:
        yield f"{term.years} years" if term.years > 1 else f"{term.months} months"
    elif term.hours:
        yield f"{term.hours} hours" if term.hours % 24 else f"{term.days} days"
    yield f"{'from when' if term.hours or term.months else 'until'} {term.start.value}"
    if term.or_school and term.months:
        yield "or until school"


def _let_go(memory: "Storage", policy: "Policy") -> int:
    """Whatever is over, some at a time; how many."""
    from bot.actions.retention import candidates, keep_house

    gone, moment = 0, now()
    with memory.transaction() as records:
        ids = candidates(records, now=moment)
    for start in range(0, len(ids), _SOME):
        with memory.transaction() as records:
            gone += keep_house(records, now=moment, policy=policy, of=ids[start : start + _SOME])
    return gone
