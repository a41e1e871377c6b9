"""What each command of the command line does. Heavy rooms are imported inside the command that opens them."""

import asyncio
import html
import re
import sys
import tempfile
import webbrowser
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands.asked import Language, month_of
from bot.commands.clock import now
from bot.commands.living import courier, policy_of, run, set_up_logs, texts_of, told_to_stop
from bot.commands.rights import retention, sample
from bot.commands.servers import setup
from bot.commands.upkeep import backup, doctor, migrate, move, rekey, restore
from bot.complaints import clear_words, fail
from bot.settings import SettingProblem, Settings, check_zones, load_settings

if TYPE_CHECKING:
    from bot.ports import Records
    from bot.reports import TypstReports
    from bot.rules.calendar import Month
    from bot.rules.occupancy import Occupancy
    from bot.rules.people import Mandate
    from bot.rules.places import Sponsor
    from bot.rules.policy import Policy
    from bot.texts import Texts


__all__ = [
    "backup",
    "courier",
    "doctor",
    "invite",
    "migrate",
    "move",
    "rekey",
    "restore",
    "retention",
    "run",
    "sample",
    "sandbox",
    "setup",
    "simulate",
    "summary",
]


class Invited(StrEnum):
    """Whom an operator may invite."""

    coordinator = "coordinator"
    director = "director"
    hr = "hr"


def sandbox(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the page is; 0 finds a free one.")
    ] = 8080,
    seed: Annotated[int, typer.Option(help="The same seed makes the same cooperative.")] = 1,
    database: Annotated[str | None, typer.Option(help="Keep the bot's memory at this URL.")] = None,
    *,
    empty: Annotated[bool, typer.Option("--empty", help="Nobody and nothing made up.")] = False,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """A whole cooperative in a browser tab."""
    set_up_logs("WARNING")

    async def play(folder: str) -> None:
        check_zones()
        from bot.playhouse import play

        stop, made_up = told_to_stop(), None if empty else seed
        await play(Path(folder), stop, port=port, seed=made_up, database=database, tell=tell)

    def tell(url: str, policy: "Policy") -> None:
        typer.echo(f"Open {url}: a cooperative of {len(policy.creches)} crèches lives there. Ctrl-C ends it.")
        if not headless:
            webbrowser.open(url)

    with clear_words(), tempfile.TemporaryDirectory(prefix="cigogne-") as folder:
        asyncio.run(play(folder))


def invite(
    role: Annotated[Invited, typer.Argument(help="Who is invited.")],
    creche: Annotated[str, typer.Option(help="A director's crèche, by its id in the policy file.")] = "",
    sponsor: Annotated[str, typer.Option(help="An HR manager's firm, by its id or name.")] = "",
) -> None:
    """Print a one-time link."""
    with clear_words():
        settings = load_settings()
        settings.require("token", "key")
        policy = policy_of(settings)
        from bot.actions import invitations
        from bot.doctor import open_memory

        with open_memory(settings) as memory, memory.transaction() as records:
            mandate = _mandate(records, policy, role, creche=creche, sponsor=sponsor)
            payload = invitations.invite(records, mandate, now=now(), policy=policy)
        typer.echo(_link(settings, payload))
        typer.echo(f"Once, within {policy.invitation_hours} hours, by that person alone.")


def _mandate(records: "Records", policy: "Policy", role: Invited, *, creche: str, sponsor: str) -> "Mandate":
    from bot.rules.people import Mandate, Role

    if role is Invited.coordinator:
        return Mandate(role=Role.COORDINATOR)
    if role is Invited.hr:
        return Mandate(role=Role.HR, of=_firm(records, sponsor).id)
    ids = [known.id for known in policy.creches]
    if creche not in ids:
        _unknown("--creche", creche, ids)
    return Mandate(role=Role.DIRECTOR, of=creche)


def _firm(records: "Records", wanted: str) -> "Sponsor":
    """A firm by its id or its name."""
    firms, name = records.sponsors.all(), wanted.casefold()
    found = next((firm for firm in firms if name in {firm.id.casefold(), firm.name.casefold()}), None)
    if found is None:
        _unknown("--sponsor", wanted, [f"{firm.id} ({firm.name})" for firm in firms])
    return found


def _unknown(option: str, wanted: str, known: Collection[str]) -> NoReturn:
    said = f"{option} {wanted!r} is not known" if wanted else f"{option} is missing"
    fail(f"{said}. There are: {', '.join(known) or 'none yet'}.")


def _link(settings: Settings, payload: str) -> str:
    """The invitation's link; without an answer from Telegram, what to type to the bot."""
    from bot.doctor import bot_name

    try:
        return f"https://t.me/{bot_name(settings)}?start={payload}"
    except SettingProblem as problem:
        return f"{problem}\nThe person invited can type this to the bot: /start {payload}"


def summary(
    month: Annotated[str, typer.Option(help="2027-03")],
    sponsor: Annotated[str, typer.Option(help="The firm, by its id or name.")],
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path(),
    language: Annotated[Language, typer.Option(help="What it is written in.")] = Language.fr,
) -> None:
    """A sponsor's month as picture and page."""
    with clear_words():
        settings = load_settings()
        settings.require("key")
        asked = month_of(month)
        policy, texts = policy_of(settings), texts_of()
        from bot.doctor import open_memory
        from bot.reports import TypstReports

        with open_memory(settings) as memory, memory.transaction() as records:
            firm = _firm(records, sponsor)
            figures = _figures(records, firm.id, asked, policy=policy, texts=texts)
        _write(TypstReports(texts, policy), figures, language, out / f"cigogne-{_tame(firm.id)}-{asked}")


def _figures(
    records: "Records", firm: str, month: "Month", *, policy: "Policy", texts: "Texts"
) -> "Occupancy":
    """As they were sent, or worked out now."""
    from bot.actions.summaries import work_out
    from bot.rules.refusals import Refusal

    try:
        return records.sponsors.summary(firm, month) or work_out(
            records, firm, month, now=now(), policy=policy
        )
    except Refusal as refusal:
        fail(html.unescape(re.sub("<[^>]+>", "", texts.speaker("en").no(refusal))))


def _write(reports: "TypstReports", figures: "Occupancy", language: str, stem: Path) -> None:
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        for ending, draw in (("png", reports.picture), ("pdf", reports.page)):
            file = stem.with_name(f"{stem.name}.{ending}")
            file.write_bytes(draw(figures, language))
            typer.echo(file)
    except OSError as problem:
        fail(f"--out: {stem.parent} cannot be written ({problem.strerror}); choose another folder.")


def _tame(name: str) -> str:
    """Fit for a file's name."""
    return re.sub(r"[^\w-]+", "-", name)


def simulate(
    families: Annotated[int, typer.Option(min=1, max=20_000, help="How many sign up.")] = 2000,
    sponsors: Annotated[int, typer.Option(min=0, max=1000, help="How many firms sponsor places.")] = 60,
    months: Annotated[int, typer.Option(min=1, max=36, help="How long, from January 2027 on.")] = 12,
    seed: Annotated[int, typer.Option(help="The same seed lives the same year.")] = 1,
) -> None:
    """A cooperative's year in minutes, with faults, every rule checked each evening."""
    set_up_logs("ERROR")
    with clear_words(), tempfile.TemporaryDirectory(prefix="cigogne-") as folder:
        policy = policy_of(load_settings())
        from bot.year import Wanted, live

        wanted = Wanted(families=families, sponsors=sponsors, months=months, seed=seed)
        lived = live(Path(folder) / "year.sqlite3", policy, wanted, tell=_show_progress)
    typer.echo("\n".join(lived.lines))
    if lived.violations:
        raise typer.Exit(1)


def _show_progress(words: str) -> None:
    """Beside the answer, and only to somebody who watches."""
    if sys.stderr.isatty():
        typer.echo(f"\r{words}", err=True, nl=False)
