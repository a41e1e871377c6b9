"""The environment, typed, read once. A wrong or missing setting is one line that names it."""

import base64
import binascii
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CIGOGNE_"
KEY_BYTES = 32

#: What to do about a setting that is missing.
_HOW = {
    "token": "ask @BotFather on Telegram for one, then write CIGOGNE_TOKEN=… into .env",
    "key": "make one with `openssl rand -base64 32 > /etc/cigogne.key`, then set CIGOGNE_KEY_FILE=/etc/cigogne.key",
}


class SettingProblem(Exception):  # noqa: N818 – a sentence for the operator
    """A setting that is missing or cannot be; the message is one clear line."""


class Settings(BaseSettings):
    """Everything that differs from one machine to the next."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    token: SecretStr | None = None
    api_base_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://")
    database_url: str = Field(default="sqlite:///cigogne-data/cigogne.sqlite3", pattern=r"^(sqlite|postgresql)")
    key: SecretStr | None = None
    key_file: Path | None = None
    policy_file: Path | None = None
    public_url: str | None = Field(default=None, pattern=r"^https?://")
    webhook_secret: SecretStr | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=0, le=65535)
    health_port: int | None = Field(default=None, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    courier_lease_seconds: float = Field(default=5.0, gt=0)

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    def require(self, *names: str) -> None:
        """Refused SettingProblem if one of them ("token", "key") is not set."""
        for name in names:
            given = self.key or self.key_file if name == "key" else getattr(self, name)
            if given is None:
                raise SettingProblem(f"{PREFIX}{name.upper()} is missing: {_HOW[name]}")

    def the_token(self) -> str:
        """The bot's token; SettingProblem if there is none."""
        self.require("token")
        assert self.token is not None
        return self.token.get_secret_value()

    def the_key(self) -> bytes:
        """The 32 bytes that seal personal data, from the environment or the file; SettingProblem."""
        self.require("key")
        name = "KEY" if self.key else "KEY_FILE"
        try:
            text = self.key.get_secret_value() if self.key else self.key_file.read_text()  # type: ignore[union-attr]
            key = base64.b64decode(text.strip(), validate=True)
        except OSError as problem:
            raise SettingProblem(f"{PREFIX}{name}: {self.key_file} cannot be read ({problem.strerror})") from None
        except (binascii.Error, ValueError):
            raise SettingProblem(f"{PREFIX}{name} is not base64: {_HOW['key']}") from None
        if len(key) != KEY_BYTES:
            raise SettingProblem(f"{PREFIX}{name} holds {len(key)} bytes, not {KEY_BYTES}: {_HOW['key']}")
        return key


def load_settings(**overrides: Any) -> Settings:
    """Read the environment and `.env`; SettingProblem names the first wrong variable."""
    try:
        return Settings(**overrides)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingProblem(f"{name}: {first['msg']}") from None
