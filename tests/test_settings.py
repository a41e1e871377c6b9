import base64
import zoneinfo
from pathlib import Path

import pytest

from bot.settings import SettingProblem, Settings, load_settings

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty directory, an environment without a word of ours."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CIGOGNE_{name.upper()}", raising=False)
    return tmp_path


def refused(**overrides: object) -> str:
    with pytest.raises(SettingProblem) as caught:
        load_settings(**overrides)
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_defaults_need_no_environment() -> None:
    settings = load_settings()
    assert (settings.api_base_url, settings.database_url) == (
        "https://api.telegram.org",
        "sqlite:///cigogne-data/cigogne.sqlite3",
    )


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGOGNE_TOKEN", "1:abc")
    monkeypatch.setenv("CIGOGNE_LOG_LEVEL", "warning")
    settings = load_settings()
    assert (settings.the_token(), settings.log_level) == ("1:abc", "WARNING")


def test_dotenv_is_read(nothing_set: Path) -> None:
    (nothing_set / ".env").write_text("CIGOGNE_TOKEN=1:abc\n")
    assert load_settings().the_token() == "1:abc"


def test_the_environment_wins_over_dotenv(nothing_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nothing_set / ".env").write_text("CIGOGNE_TOKEN=1:file\n")
    monkeypatch.setenv("CIGOGNE_TOKEN", "1:environment")
    assert load_settings().the_token() == "1:environment"


def test_an_override_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGOGNE_TOKEN", "1:environment")
    assert load_settings(token="1:override").the_token() == "1:override"


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGOGNE_TOKEN", "")
    with pytest.raises(SettingProblem, match="CIGOGNE_TOKEN is missing"):
        load_settings().require("token")


def test_a_missing_token_says_where_to_get_one() -> None:
    with pytest.raises(SettingProblem) as caught:
        load_settings().require("token", "key")
    assert str(caught.value) == (
        "CIGOGNE_TOKEN is missing: ask @BotFather on Telegram for one, then write CIGOGNE_TOKEN=… into .env"
    )


def test_a_missing_key_says_how_to_make_one() -> None:
    with pytest.raises(SettingProblem, match="CIGOGNE_KEY is missing: run `openssl rand"):
        load_settings(token="1:abc").require("token", "key")


def test_a_command_that_needs_nothing_asks_for_nothing() -> None:
    assert load_settings().require() is None  # type: ignore[func-returns-value]  # it returns, that is the point


def test_no_secret_shows_in_print() -> None:
    settings = load_settings(token="1:hushhush", key=KEY, webhook_secret="hushhush")
    shown = f"{settings!r} {settings} {settings.model_dump_json()}"
    assert ("hushhush" in shown, KEY in shown) == (False, False)


def test_a_refused_value_is_not_repeated() -> None:
    assert "hushhush" not in refused(database_url="mysql://root:hushhush@db")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("API_BASE_URL", "api.telegram.org", "write an address that begins with https:// (or http://)"),
        (
            "DATABASE_URL",
            "mysql://x",
            "write sqlite:///path/to/file.sqlite3 or postgresql+psycopg://user@host/name",
        ),
        ("PUBLIC_URL", "bot.example", "write the address that Telegram shall call, beginning with https://"),
        ("WEBHOOK_PORT", "http", "write a port from 0 to 65535"),
        ("HEALTH_PORT", "70000", "write a port from 0 to 65535"),
        ("LOG_LEVEL", "LOUD", "write DEBUG, INFO, WARNING or ERROR"),
        ("COURIER_LEASE_SECONDS", "0", "write a number of seconds above 0"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_write(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"CIGOGNE_{name}", value)
    assert refused() == f"CIGOGNE_{name}: {said}"


@pytest.mark.parametrize(
    ("url", "well"),
    [
        ("sqlite:///x.sqlite3", True),
        ("sqlite:////var/lib/x.sqlite3", True),
        ("postgresql://", True),
        ("postgresql+psycopg://u:p%40ss@host:5432/name", True),
        ("postgresql+psycopg://u@/name?host=/run/postgresql", True),
        ("postgresql://[::1]:5432/name", True),
        ("sqlite:", False),
        ("sqlite://", False),
        ("sqlite:/x", False),
        ("sqlitefoo", False),
        ("postgresql+other://x/y", False),
        ("postgresql://host:port/name", False),
        ("postgres://host/name", False),
    ],
)
def test_database_url_is_a_file_or_a_server(url: str, *, well: bool) -> None:
    if well:
        assert load_settings(database_url=url).database_url == url
    else:
        assert refused(database_url=url).startswith("CIGOGNE_DATABASE_URL: write sqlite:///")


def test_database_server_without_its_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.settings.find_spec", lambda _: None)
    assert refused(database_url="postgresql://host/name") == (
        "CIGOGNE_DATABASE_URL: the driver for PostgreSQL is not installed: start Cigogne with "
        "`uv run --extra postgres cigogne …`"
    )


def test_a_slip_in_a_name_is_not_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGOGNE_TOKNE", "1:abc")
    assert refused() == "CIGOGNE_TOKNE is no setting: write CIGOGNE_TOKEN"


def test_a_slip_in_dotenv_is_not_ignored(nothing_set: Path) -> None:
    (nothing_set / ".env").write_text("# mine\nexport CIGOGNE_POLICYFILE=x.toml\n")
    assert refused() == "CIGOGNE_POLICYFILE is no setting: write CIGOGNE_POLICY_FILE"


def test_variables_of_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGOGNE_TEST_POSTGRES", "postgresql://x")
    assert load_settings().log_level == "INFO"


def test_the_key_comes_from_the_environment() -> None:
    assert load_settings(key=KEY).the_key() == bytes(range(32))


def test_the_key_comes_from_a_file(nothing_set: Path) -> None:
    (nothing_set / "key").write_text(f"{KEY}\n")
    assert load_settings(key_file=nothing_set / "key").the_key() == bytes(range(32))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("not base64!", "CIGOGNE_KEY is not base64"),
        (base64.b64encode(b"short").decode(), "CIGOGNE_KEY holds 5 bytes, not 32"),
    ],
)
def test_a_key_that_cannot_be_one_is_refused(key: str, said: str) -> None:
    with pytest.raises(SettingProblem, match=said):
        load_settings(key=key).the_key()


def test_a_key_file_that_is_not_there_is_named(nothing_set: Path) -> None:
    path = nothing_set / "none"
    with pytest.raises(SettingProblem) as caught:
        load_settings(key_file=path).the_key()
    said = f"CIGOGNE_KEY_FILE: {path} cannot be read (No such file or directory)"
    assert str(caught.value) == f"{said}: name the file that holds your key, and let this user read it"


def test_a_key_beside_the_data_is_refused(nothing_set: Path) -> None:
    path = Path("cigogne-data/key")
    assert refused(key_file=path) == f"CIGOGNE_KEY_FILE: {path} lies with the data; keep the key elsewhere"


def test_a_database_server_has_no_directory_to_keep_away_from(nothing_set: Path) -> None:
    settings = load_settings(key_file=Path("key"), database_url="postgresql+psycopg://x@y/z")
    assert settings.key_file == Path("key")


def test_another_key_opens_too_and_lies_elsewhere(nothing_set: Path) -> None:
    (nothing_set / "old").write_text(f"{base64.b64encode(bytes(32)).decode()}\n")
    settings = load_settings(key=KEY, other_key_file=nothing_set / "old")
    assert settings.the_keys() == [bytes(range(32)), bytes(32)]
    assert load_settings(key=KEY).the_keys() == [bytes(range(32))]
    path = Path("cigogne-data/old")
    said = f"CIGOGNE_OTHER_KEY_FILE: {path} lies with the data; keep the key elsewhere"
    assert refused(other_key_file=path) == said


def test_a_machine_whose_time_zones_are_damaged_is_told(tmp_path: Path) -> None:
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Brussels").write_text("no time zone")
    zoneinfo.reset_tzpath(to=[tmp_path])
    try:
        assert "install tzdata" in refused()
    finally:
        zoneinfo.reset_tzpath()
