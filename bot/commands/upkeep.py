"""Commands that keep the house in order. Heavy rooms are imported inside the command that opens them."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.clock import now
from bot.complaints import clear_words
from bot.settings import SettingProblem, Settings, load_settings


def doctor() -> None:
    """What is set, what is missing, what to do."""
    from bot.doctor import examine

    well = True
    for finding in examine():
        mark, colour = _MARKS[finding.well, finding.advice]
        mark = typer.style(mark, fg=colour)
        typer.echo(f"{mark}  {finding.what}: {finding.words}")
        well = well and finding.well
    if not well:
        raise typer.Exit(1)


#: Well or not; and, where it is well, whether something should be done all the same.
_MARKS = {
    (True, False): ("ok", typer.colors.GREEN),
    (True, True): ("->", typer.colors.YELLOW),
    (False, False): ("!!", typer.colors.RED),
}


def migrate(
    back_to: Annotated[
        str, typer.Option(help="An older version, such as 0021: only where nothing is lost by it.")
    ] = "",
) -> None:
    """Bring the database to this version."""
    with clear_words():
        settings = load_settings()
        import storage

        if back_to:
            kept = storage.go_back(settings.database_url, to=back_to)
        else:
            kept = storage.migrate(settings.database_url)
        if kept is not None:
            typer.echo(f"As it was before: {kept}")
        said = f"of version {back_to}: start the program of that version" if back_to else "up to date"
        typer.echo(f"The database is {said}.")


def backup(
    out: Annotated[
        Path | None, typer.Option(help="The folder to write into: CIGOGNE_COPIES, or cigogne-backups.")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Delete all but so many of the newest there.")
    ] = None,
) -> None:
    """A whole copy of the database, while the bot works."""
    with clear_words():
        settings = load_settings()
        import storage

        url, folder = settings.database_url, out or settings.copies or Path("cigogne-backups")
        made, deleted = storage.back_up(url, folder, key=settings.the_keys(), now=now(), keep=keep)
        for old in deleted:
            typer.echo(f"Deleted: {old}")
        for copy in storage.clear_copies(url, folder, {}):
            typer.echo(f"Somebody who was erased may still be in {copy}: {_STILL}")
        typer.echo(f"{made}\nIt opens with your key alone: keep a copy of the key, elsewhere.")


def restore(
    file: Annotated[Path, typer.Argument(help="What `cigogne backup` wrote.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of what is there."""
    with clear_words():
        settings = load_settings()
        key = settings.the_keys()
        import storage
        from storage.problems import where

        if not yes:
            typer.confirm(f"Replace all that is in {where(settings.database_url)} by {file}?", abort=True)
        readable, known = _forgotten(settings)
        aside = storage.restore(settings.database_url, file, key=key, now=now())
        typer.echo("Restored. Run `cigogne doctor`, then `cigogne run`.")
        if not readable:
            typer.echo(f"Whom the database before had forgotten could not be read there. {_FILE_ALONE}")
        again = _forget_again(settings, known)
        if again:
            typer.echo(f"Forgotten again, as they had asked since that backup: {again}.")
        if aside is not None:
            typer.echo(f"What was there before: {aside}. Delete it once all is well.")


def rekey() -> None:
    """Seal everything with the key that is set, while the bot works."""
    with clear_words():
        settings = load_settings()
        new, *old = settings.the_keys()
        import storage

        try:
            count = asyncio.run(storage.rekey(settings.database_url, new=new, old=old))
        except ValueError as problem:
            raise SettingProblem(f"Nothing was changed: {problem}") from None
        typer.echo(f"{count} rows sealed anew: everything opens with CIGOGNE_KEY_FILE alone.")
        if old:
            typer.echo(
                "Take CIGOGNE_OTHER_KEY_FILE away and start the bot anew. "
                "Copies from before open with the old key: keep it as long as them."
            )


def move(
    file: Annotated[Path, typer.Argument(help="The SQLite file that holds everything now.")],
) -> None:
    """Bring a SQLite file into the PostgreSQL that is set."""
    with clear_words():
        settings = load_settings()
        key = settings.the_keys()
        if not file.is_file():
            raise SettingProblem(f"{file}: there is no such file: name the SQLite file that is in use now")
        import storage

        counts = storage.move(file, settings.database_url, key=key)
        for name, count in counts.items():
            if count:
                typer.echo(f"{name}: {count}")
        typer.echo(f"{sum(counts.values())} rows moved, each read again and compared. {file} is as it was.")
        typer.echo("Run `cigogne doctor`, then `cigogne run`; delete the file once all is well.")


_STILL = "delete it, unless the bot erased many by mistake and you need it."
_FILE_ALONE = "Only those in CIGOGNE_ERASED_FILE, if it is set, are forgotten again."


def _forgotten(settings: Settings) -> tuple[bool, list[str]]:
    """Whether the database that is there can be read; whom it, and the file beside it, know as forgotten."""
    import storage
    from bot import erased
    from bot.actions import erasure

    key, url = settings.the_keys(), settings.database_url
    there: list[str] = []
    readable = False
    if not storage.check(url, key=key):
        with storage.open_storage(url, key=key) as memory, memory.transaction() as records:
            there = [person_id for person_id, _ in erasure.forgotten(records)]
        readable = True
    return readable, [*there, *erased.read(settings.erased_file)]


def _forget_again(settings: Settings, known: list[str]) -> int:
    import storage
    from bot.actions import erasure

    with (
        storage.open_storage(settings.database_url, key=settings.the_keys()) as memory,
        memory.transaction() as records,
    ):
        return erasure.again(records, known, now=now())
