"""What each command of the command line does. Heavy rooms are imported inside the command that opens them."""

import asyncio
import base64
import contextlib
import secrets
import signal
import tempfile
import webbrowser
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from pydantic import SecretStr

from bot.settings import SettingProblem, Settings, load_settings

if TYPE_CHECKING:
    from bot.examples import Character
    from bot.house import House
    from bot.rules.policy import Policy
    from bot.sandbox import SandboxPerson
    from storage import Storage


class Invited(StrEnum):
    """Whom an operator may invite."""

    coordinator = "coordinator"
    director = "director"
    hr = "hr"


_OPTION = {Invited.director: "--creche", Invited.hr: "--sponsor"}


def sandbox(
    port: Annotated[int, typer.Option(help="Where the page is served.")] = 8080,
    seed: Annotated[int, typer.Option(help="The same seed makes the same cooperative.")] = 1,
    database: Annotated[str | None, typer.Option(help="Keep the bot's memory at this URL.")] = None,
    *,
    empty: Annotated[bool, typer.Option("--empty", help="Nobody and nothing made up.")] = False,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """A whole cooperative in a browser tab."""
    with _clear_words(), tempfile.TemporaryDirectory(prefix="cigogne-") as folder:
        asyncio.run(
            _sandbox(Path(folder), port=port, seed=seed, database=database, empty=empty, headless=headless)
        )


async def _sandbox(
    folder: Path, *, port: int, seed: int, database: str | None, empty: bool, headless: bool
) -> None:
    from bot.house import House
    from bot.sandbox import Sandbox

    settings = load_settings(
        _env_file=None,
        key=_sandbox_key(database),
        database_url=database or f"sqlite:///{folder / 'sandbox.sqlite3'}",
        public_url=None,
        log_level="WARNING",
    )
    _quiet(settings)
    policy = _policy(settings)
    storage = _storage(settings, migrate_first=True)
    telegram = Sandbox(port=port, people=_people(storage, policy, seed=seed, empty=empty))
    try:
        await telegram.start()
    except OSError:
        await storage.close()
        _fail(
            f"Port {port} is taken. Stop what uses it, or choose another: cigogne sandbox --port {port + 1}"
        )
    settings = settings.model_copy(update={"token": SecretStr(telegram.token), "api_base_url": telegram.url})
    house = House(settings, storage, policy, telegram.now)
    telegram.on_advance, telegram.is_busy = house.advanced, house.is_busy
    typer.echo(
        f"Open {telegram.url}: a cooperative of {len(policy.creches)} crèches lives there. Ctrl-C ends it."
    )
    if not headless:
        webbrowser.open(telegram.url)
    await _live(house)
    await telegram.stop()


def run() -> None:
    """The bot on real Telegram."""
    with _clear_words():
        settings = load_settings()
        settings.require("token", "key")
        _quiet(settings)
        policy = _policy(settings)
        storage = _storage(settings)
        from bot.house import House

        asyncio.run(_live(House(settings, storage, policy)))


def doctor() -> None:
    """What is set, what is missing, what to do."""
    from bot.doctor import examine

    findings = examine()
    for finding in findings:
        mark = (
            typer.style("ok", fg=typer.colors.GREEN)
            if finding.well
            else typer.style("!!", fg=typer.colors.RED)
        )
        typer.echo(f"{mark}  {finding.what}: {finding.words}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def migrate() -> None:
    """Bring the database to this version."""
    with _clear_words():
        settings = load_settings()
        import storage

        storage.migrate(settings.database_url)
        typer.echo("The database is up to date.")


def invite(
    role: Annotated[Invited, typer.Argument(help="Who is invited.")],
    creche: Annotated[str, typer.Option(help="A director's crèche, by its id in the policy file.")] = "",
    sponsor: Annotated[str, typer.Option(help="An HR manager's firm, by its id or name.")] = "",
) -> None:
    """Print a one-time link."""
    from bot.actions import invitations
    from bot.rules.people import Mandate, Role
    from bot.rules.refusals import NotFound

    with _clear_words():
        settings = load_settings()
        settings.require("token", "key")
        policy = _policy(settings)
        with _storage(settings).transaction() as records:
            of = {Invited.director: creche, Invited.hr: _firm(records, sponsor)}.get(role, "")
            if role is not Invited.coordinator and not of:
                _fail(f"An invitation for a {role.value} needs {_OPTION[role]}.")
            try:
                mandate = Mandate(role=Role(role.value), of=of)
                payload = invitations.invite(records, mandate, now=_now(), policy=policy)
            except (KeyError, NotFound):
                _fail(f"There is no {of!r}: the policy file names the crèches, the database the firms.")
    typer.echo(_link(settings, payload))
    typer.echo(f"Once, within {policy.invitation_hours} hours, by that person alone.")


def summary(
    month: Annotated[str, typer.Option(help="2027-03")],
    sponsor: Annotated[str, typer.Option(help="The firm, by its id or name.")],
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path(),
    language: Annotated[str, typer.Option(help="fr, nl, de or en")] = "fr",
) -> None:
    """A sponsor's month as picture and page."""
    from bot.actions.summaries import work_out
    from bot.reports import TypstReports
    from bot.rules.calendar import Month
    from bot.rules.refusals import NotFound, Refusal
    from bot.texts import Texts

    with _clear_words():
        settings = load_settings()
        settings.require("key")
        policy, texts = _policy(settings), Texts.load()
        try:
            asked = Month.parse(month)
        except ValueError:
            _fail(f"--month {month!r} is no month: write 2027-03 for March 2027.")
        with _storage(settings).transaction() as records:
            try:
                figures = work_out(records, _firm(records, sponsor), asked, now=_now(), policy=policy)
            except NotFound:
                _fail(f"No firm is called {sponsor!r}.")
            except Refusal as refusal:
                _fail(texts.speaker("en").no(refusal))
        reports = TypstReports(texts, policy)
        out.mkdir(parents=True, exist_ok=True)
        for kind, draw in (("png", reports.picture), ("pdf", reports.page)):
            file = out / f"cigogne-{asked}.{kind}"
            file.write_bytes(draw(figures, language))
            typer.echo(file)


async def _live(house: "House") -> None:
    """Until SIGTERM or Ctrl-C; then finish what is in hand."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with house:
        await house.run_until(stop)


def _people(storage: "Storage", policy: "Policy", *, seed: int, empty: bool) -> list["SandboxPerson"]:
    """Furnish the memory with examples; whom the page lets one be."""
    from bot.examples import furnish, newcomers
    from bot.sandbox import SandboxPerson

    def person(character: "Character") -> SandboxPerson:
        return SandboxPerson(
            user_id=character.chat_id,
            name=character.name,
            language_code=character.language,
            role=character.role,
            about=character.about,
            listed=character.listed,
            blocked=character.blocked,
            started=character.role != "new",
        )

    cast = list(newcomers())
    if not empty:
        with storage.transaction() as records:
            cast = [*furnish(records, now=_now(), policy=policy, seed=seed), *cast]
    return [person(character) for character in cast]


def _sandbox_key(database: str | None) -> str:
    """A throw-away key; beside a database that is kept, the key is kept too (examples, not secrets)."""
    fresh = base64.b64encode(secrets.token_bytes(32)).decode()
    if database is None or not database.startswith("sqlite:///"):
        return fresh
    path = Path(database.removeprefix("sqlite:///") + ".key")
    if not path.exists():
        path.write_text(fresh)
    return path.read_text()


def _firm(records: object, wanted: str) -> str:
    """A firm's id, from its id or its name."""
    firms = records.sponsors.all()  # type: ignore[attr-defined]  # ports.Records, imported lazily
    return next((firm.id for firm in firms if wanted and wanted in {firm.id, firm.name}), wanted)


def _link(settings: Settings, payload: str) -> str:
    """The invitation's link; without an answer from Telegram, what to type to the bot."""
    from bot.inbox import Api, Trouble

    async def name() -> str:
        api = Api(settings.api_base_url, settings.the_token())
        try:
            return str((await api.call("getMe", seconds=5))["username"])
        finally:
            await api.close()

    try:
        return f"https://t.me/{asyncio.run(name())}?start={payload}"
    except Trouble:
        return f"Telegram does not answer just now. To be typed to the bot: /start {payload}"


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 – here the real time enters


def _quiet(settings: Settings) -> None:
    from bot.logs import set_up_logs

    set_up_logs(settings.log_level)


def _policy(settings: Settings) -> "Policy":
    from bot.policy import load_policy

    return load_policy(settings.policy_file)


def _storage(settings: Settings, *, migrate_first: bool = False) -> "Storage":
    import storage

    if migrate_first:
        storage.migrate(settings.database_url)
    return storage.open_storage(settings.database_url, key=settings.the_key())


def _fail(sentence: str) -> NoReturn:
    """One clear line, no traceback."""
    typer.secho(sentence, err=True, fg=typer.colors.RED)
    raise typer.Exit(1)


@contextlib.contextmanager
def _clear_words() -> Iterator[None]:
    """Whatever the surroundings refuse is said in one line that names it."""
    from bot.policy import PolicyProblem
    from bot.texts import BrokenCatalogue
    from storage import StorageProblem

    try:
        yield
    except (SettingProblem, PolicyProblem, StorageProblem, BrokenCatalogue) as problem:
        _fail(str(problem))
