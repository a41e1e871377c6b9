"""The environment, typed, read once. A wrong or missing setting is one line that names it."""

import base64
import binascii
import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CIGOGNE_"
KEY_BYTES = 32

#: What to do about a setting that is missing.
_HOW = {
    "token": "ask @BotFather on Telegram for one, then write CIGOGNE_TOKEN=… into .env",
    "webhook_secret": "CIGOGNE_PUBLIC_URL needs one: any 1 to 256 letters, digits, _ or -",
    "key": "run `openssl rand -base64 32 > /etc/cigogne.key`, then set CIGOGNE_KEY_FILE=/etc/cigogne.key",
}

#: What to write where pydantic's words would not help.
_WANTED = {
    "api_base_url": "write an address that begins with https:// (or http://)",
    "database_url": "write sqlite:///path/to/file.sqlite3 or postgresql+psycopg://user@host/name",
    "public_url": "write the address that Telegram shall call, beginning with https://",
    "webhook_port": "write a port from 0 to 65535",
    "health_port": "write a port from 0 to 65535",
    "alert_chat": "write a chat's number, such as -1001234567890",
    "alert_language": "write fr, nl, de or en",
    "log_level": "write DEBUG, INFO, WARNING or ERROR",
    "courier_lease_seconds": "write a number of seconds above 0",
}

#: A file; or a server with user, host and port, each of which may be left out.
_DATABASE = r"^(sqlite:///.+|postgresql(\+psycopg)?://([^/]*@)?([^/@:\[]*|\[[^\]]*\])(:\d+)?(/.*)?)$"


class SettingProblem(Exception):  # noqa: N818 – a sentence for the operator
    """A setting that is missing or cannot be; the message is one clear line."""


class Settings(BaseSettings):
    """Everything that differs from one machine to the next."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    token: SecretStr | None = None
    api_base_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://")
    database_url: str = Field(default="sqlite:///cigogne-data/cigogne.sqlite3", pattern=_DATABASE)
    key: SecretStr | None = None
    key_file: Path | None = None
    key_copy: Path | None = None
    other_key_file: Path | None = None
    policy_file: Path | None = None
    erased_file: Path | None = None
    copies: Path | None = None
    public_url: str | None = Field(default=None, pattern=r"^https?://")
    webhook_secret: SecretStr | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=0, le=65535)
    health_port: int | None = Field(default=None, ge=0, le=65535)
    alert_chat: int | None = None
    alert_language: Literal["fr", "nl", "de", "en"] = "fr"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    courier_lease_seconds: float = Field(default=4.0, gt=0)

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    def require(self, *names: str) -> None:
        """Refused SettingProblem if one of them ("token", "key", "webhook_secret") is not set."""
        for name in names:
            given = self.key or self.key_file if name == "key" else getattr(self, name)
            if given is None:
                raise SettingProblem(f"{PREFIX}{name.upper()} is missing: {_HOW[name]}")

    def the_token(self) -> str:
        """The bot's token; SettingProblem if there is none."""
        self.require("token")
        return self.token.get_secret_value() if self.token else ""

    def the_key(self) -> bytes:
        """The 32 bytes that seal personal data, from the environment or the file; SettingProblem."""
        self.require("key")
        if self.key:
            return _key("KEY", self.key.get_secret_value())
        return _key_in("KEY_FILE", self.key_file)

    def the_keys(self) -> list[bytes]:
        """All that open, the one that seals first: two while one replaces the other; SettingProblem."""
        other = self.other_key_file
        return [self.the_key(), *([] if other is None else [_key_in("OTHER_KEY_FILE", other)])]


def _key_in(name: str, file: Path | None) -> bytes:
    try:
        text = file.read_text() if file else ""
    except OSError as problem:
        raise SettingProblem(
            f"{PREFIX}{name}: {file} cannot be read ({problem.strerror}): name the file that holds your key, "
            "and let this user read it"
        ) from None
    except ValueError:
        text = "?"  # no text, so no base64
    return _key(name, text)


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise SettingProblem(f"{PREFIX}{name} is not base64: {_HOW['key']}") from None
    if len(key) != KEY_BYTES:
        raise SettingProblem(f"{PREFIX}{name} holds {len(key)} bytes, not {KEY_BYTES}: {_HOW['key']}")
    return key


def load_settings(**overrides: Any) -> Settings:
    """Read the environment and `.env`; SettingProblem names the first wrong variable."""
    _refuse_slips()
    check_zones()
    try:
        settings = Settings(**overrides)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False, include_context=False)[0]
        field = "_".join(str(part) for part in first["loc"])
        raise SettingProblem(f"{PREFIX}{field.upper()}: {_WANTED.get(field, first['msg'])}") from None
    _keep_apart(settings)
    _check_driver(settings)
    return settings


def check_zones() -> None:
    """Deadlines are days in Belgium; SettingProblem where this machine does not know what that is."""
    try:
        ZoneInfo.no_cache("Europe/Brussels")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingProblem(
            "the time zones of this machine are missing or damaged: install tzdata (Debian: apt-get "
            "install --reinstall tzdata)"
        ) from None


def _refuse_slips() -> None:
    """A variable that is nearly one of ours would otherwise be ignored in silence."""
    known = [PREFIX + field.upper() for field in Settings.model_fields]
    for name in _given():
        close = [] if name in known else get_close_matches(name, known, n=1, cutoff=0.85)
        if close:
            raise SettingProblem(f"{name} is no setting: write {close[0]}")


def _given() -> Iterator[str]:
    yield from (name for name in os.environ if name.startswith(PREFIX))
    file = Path(".env")
    if file.is_file():
        yield from re.findall(rf"^\s*(?:export\s+)?({PREFIX}\w+)\s*=", file.read_text("utf-8"), re.MULTILINE)


def _keep_apart(settings: Settings) -> None:
    """Whoever takes the data directory must not get its key with it."""
    data = settings.database_url.removeprefix("sqlite:///")
    if data == settings.database_url:
        return
    for name, file in (("KEY_FILE", settings.key_file), ("OTHER_KEY_FILE", settings.other_key_file)):
        if file is not None and file.resolve().is_relative_to(Path(data).resolve().parent):
            raise SettingProblem(f"{PREFIX}{name}: {file} lies with the data; keep the key elsewhere")


def _check_driver(settings: Settings) -> None:
    """PostgreSQL's driver is an extra."""
    if settings.database_url.startswith("postgresql") and find_spec("psycopg") is None:
        raise SettingProblem(
            f"{PREFIX}DATABASE_URL: the driver for PostgreSQL is not installed: start Cigogne with "
            "`uv run --extra postgres cigogne …`"
        )
