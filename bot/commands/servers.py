"""What a server needs to run the bot, printed: systemd units, a container file."""

import sys
from enum import StrEnum
from pathlib import Path
from string import Template
from typing import Annotated

import typer


class Kind(StrEnum):
    """What may be asked for."""

    bot = "bot"
    courier = "courier"
    backup = "backup"
    timer = "timer"
    container = "container"


def setup(
    kind: Annotated[Kind, typer.Argument(help="bot, courier, backup and timer are systemd's.")],
    user: Annotated[str, typer.Option(help="Who runs it.")] = "cigogne",
    backups: Annotated[Path, typer.Option(help="The folder for copies, on another disk.")] = Path(
        "/var/backups/cigogne"
    ),
) -> None:
    """A systemd unit or a container file for this installation."""
    given = {"user": user, "backups": str(backups), "program": program(), "home": _home(program())}
    typer.echo(Template(_TEXTS[kind]).substitute(given), nl=False)


def program() -> str:
    """The `cigogne` of this installation."""
    return str(Path(sys.executable).absolute().with_name("cigogne"))


def _home(program: str) -> str:
    """Homes are hidden from it, unless it lives in one."""
    return "read-only" if program.startswith(("/home/", "/root/")) else "yes"


_HARDENED = """\
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=$home
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0077
"""

#: The settings in /etc/cigogne.env, the key in /etc/cigogne.key: both root's alone.
_SERVICE = """\
User=$user
StateDirectory=cigogne
StateDirectoryMode=0700
WorkingDirectory=%S/cigogne
Environment=CIGOGNE_DATABASE_URL=sqlite:////var/lib/cigogne/cigogne.sqlite3
EnvironmentFile=/etc/cigogne.env
LoadCredential=key:/etc/cigogne.key
Environment=CIGOGNE_KEY_FILE=%d/key
Environment=CIGOGNE_COPIES=$backups
"""

#: Nobody asks a process that delivers for help: without docstrings it takes seven megabytes less.
WITHOUT_DOCSTRINGS = {"PYTHONOPTIMIZE": "2"}

#: What is compiled in that way is kept apart: it may not write where it is installed.
_LEAN = "CacheDirectory=cigogne\nEnvironment=PYTHONPYCACHEPREFIX=%C/cigogne\n" + "".join(
    f"Environment={name}={value}\n" for name, value in WITHOUT_DOCSTRINGS.items()
)

_STAYS = """\
# /etc/systemd/system/cigogne-{name}.service, written by `cigogne setup {name}`
[Unit]
Description=Cigogne: {what}
Wants=network-online.target
After=network-online.target postgresql.service
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=$program {command}
ReadWritePaths=-$backups
Restart=always
RestartSec=2
TimeoutStopSec=30
{service}{more}{hardened}
[Install]
WantedBy=multi-user.target
"""

_BACKUP = """\
# /etc/systemd/system/cigogne-backup.service, written by `cigogne setup backup`
[Unit]
Description=Cigogne: a copy of everything

[Service]
Type=oneshot
ExecStart=$program backup --out $backups --keep 30
ReadWritePaths=$backups
{service}{hardened}"""

_TIMER = """\
# /etc/systemd/system/cigogne-backup.timer, written by `cigogne setup timer`
[Unit]
Description=Cigogne: a copy of everything, each night

[Timer]
OnCalendar=*-*-* 03:30:00
RandomizedDelaySec=600
Persistent=yes

[Install]
WantedBy=timers.target
"""

_CONTAINER = """\
# Containerfile, written by `cigogne setup container`; build it where pyproject.toml lies
FROM docker.io/library/python:3.13-slim
RUN pip install --no-cache-dir uv && useradd --system --uid 10001 --home-dir /data cigogne \\
    && install --directory --owner=cigogne --mode=0700 /data
WORKDIR /srv/cigogne
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY locales locales
COPY storage storage
RUN uv sync --no-cache --no-editable --extra fast --extra postgres
ENV PATH="/srv/cigogne/.venv/bin:$$PATH" CIGOGNE_HEALTH_PORT="9464"
USER 10001
WORKDIR /data
VOLUME ["/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=60s --interval=30s CMD ["python", "-c", \
"import urllib.request; urllib.request.urlopen('http://127.0.0.1:9464/health', timeout=5)"]
ENTRYPOINT ["cigogne"]
CMD ["run"]
"""


def _stays(name: str, what: str, command: str, more: str = "") -> str:
    return _STAYS.format(
        name=name, what=what, command=command, more=more, service=_SERVICE, hardened=_HARDENED
    )


_TEXTS = {
    Kind.bot: _stays("bot", "the bot", "run"),
    Kind.courier: _stays("courier", "deliveries and the clock", "courier", _LEAN),
    Kind.backup: _BACKUP.format(service=_SERVICE, hardened=_HARDENED),
    Kind.timer: _TIMER,
    Kind.container: _CONTAINER,
}
