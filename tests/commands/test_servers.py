"""What `cigogne setup` prints is what systemd and a builder of containers read."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path

import pytest

from bot.commands.servers import Kind, setup
from tests.commands.conftest import ROOT

Print = Callable[..., str]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Print:
    """What is printed for a kind, by a program that lies in this folder."""
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    program = tmp_path / "cigogne"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)

    def printed(kind: Kind, user: str = "root") -> str:
        setup(kind, user=user, backups=tmp_path)
        return capsys.readouterr().out

    return printed


def unit(text: str) -> ConfigParser:
    found = ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names keep their case
    found.read_string(text)
    return found


@pytest.mark.parametrize(
    ("kind", "command"),
    [(Kind.bot, "run"), (Kind.courier, "courier"), (Kind.backup, "backup --out {} --keep 30")],
)
def test_unit_runs_this_program_shut_in_with_the_key_as_a_credential(
    printed: Print, tmp_path: Path, kind: Kind, command: str
) -> None:
    service = unit(printed(kind, user="stork"))["Service"]
    assert service["ExecStart"] == f"{tmp_path / 'cigogne'} {command.format(tmp_path)}"
    assert (service["User"], service["LoadCredential"]) == ("stork", "key:/etc/cigogne.key")
    assert service["ReadWritePaths"].removeprefix("-") == str(tmp_path)
    assert f"Environment=CIGOGNE_COPIES={tmp_path}\n" in printed(kind)
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")


def test_courier_keeps_no_docstrings_and_what_it_compiles_where_it_may_write(printed: Print) -> None:
    text = printed(Kind.courier)
    assert "Environment=PYTHONOPTIMIZE=2\n" in text
    assert "CacheDirectory=cigogne\nEnvironment=PYTHONPYCACHEPREFIX=%C/cigogne\n" in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here to ask")
def test_systemd_takes_every_unit(printed: Print, tmp_path: Path) -> None:
    units = {
        "cigogne-bot.service": Kind.bot,
        "cigogne-courier.service": Kind.courier,
        "cigogne-backup.service": Kind.backup,
        "cigogne-backup.timer": Kind.timer,
    }
    for name, kind in units.items():
        (tmp_path / name).write_text(printed(kind))
    asked = ["systemd-analyze", "verify", *(str(tmp_path / name) for name in units)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "cigogne" in line] == []


def test_container_copies_what_is_there_and_is_nobody_in_particular(printed: Print) -> None:
    text = printed(Kind.container).replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if not line.startswith("#")]
    assert {word for word, _ in lines} <= {
        *("FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "VOLUME", "STOPSIGNAL", "HEALTHCHECK"),
        *("ENTRYPOINT", "CMD"),
    }
    for word, rest in lines:
        if word == "COPY":
            assert all((ROOT / name).exists() for name in rest.split()[:-1])
        if word in {"VOLUME", "ENTRYPOINT", "CMD"}:
            assert all(isinstance(one, str) for one in json.loads(rest))
    said = dict(lines)
    assert (said["USER"], said["ENTRYPOINT"], said["CMD"]) == ("10001", '["cigogne"]', '["run"]')
    health = json.loads(re.search(r"CMD (\[.*\])", said["HEALTHCHECK"])[1])  # type: ignore[index]
    compile(health[2], "health", "exec")
    assert '"$PATH"' not in text
    assert ':$PATH"' in text
