"""Commands for whoever answers for the personal data. Heavy rooms are imported inside them."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.asked import Language, month_of
from bot.commands.clock import now
from bot.complaints import clear_words, fail
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
                over = overdue(records, now=now(), policy=policy)
            for kind, term in terms(policy).items():
                count = "swept each hour" if kind in SWEPT_HOURLY else f"{over.get(kind, 0)} to go"
                typer.echo(f"{kind.value}: {' '.join(_words(term))} ({term.basis.value}): {count}")
            if not dry_run:
                typer.echo(f"Let go of: {_let_go(memory, policy)}. Each night the bot does it by itself.")


def sample(
    month: Annotated[str, typer.Option(help="2027-03")],
    *,
    size: Annotated[int, typer.Option(min=1, max=500, help="How many reads.")] = 20,
    seed: Annotated[
        str, typer.Option(help="A word that nobody could foresee: the officer's own is best.")
    ] = "",
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path(),
    language: Annotated[Language, typer.Option(help="What it is written in.")] = Language.fr,
) -> None:
    """What staff read in a month, some lines drawn for the data protection officer."""
    with clear_words():
        settings = load_settings()
        settings.require("key")
        asked = month_of(month)
        from bot.actions.samples import sample as draw
        from bot.doctor import open_memory
        from bot.reports import TypstReports
        from bot.texts import Texts

        with open_memory(settings) as memory, memory.transaction() as records:
            found = draw(records, asked, seed=seed or secrets.token_hex(8), size=size, now=now())
        file = out / f"cigogne-sample-{asked}.xlsx"
        try:
            out.mkdir(parents=True, exist_ok=True)
            file.write_bytes(TypstReports(Texts.load(), None).sample(found, language))
        except OSError as problem:
            fail(f"--out: {out} cannot be written ({problem.strerror}); choose another folder.")
        typer.echo(f"{file}\n{len(found.drawn)} of {found.of} reads, seed {found.seed}.")
        if found.broken:
            fail(f"The trace does not follow at line {found.broken[0]}: somebody touched it.")


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
