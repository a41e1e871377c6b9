"""Node.js with what package.json names: a client library, Telegram's types and their compiler."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.lacking import lacking

WANTED = Path(__file__).with_name("package.json")
INSTALL = ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"]
PATIENCE = 250  # seconds for npm


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder with the packages, filled once on a machine; skips, or fails when CIGOGNE_REQUIRE_NODE=1."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        lacking("NODE", "no Node.js: install nodejs and npm")
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cigogne"
    caches.mkdir(parents=True, exist_ok=True)
    folder = caches / f"node-{hashlib.sha256(WANTED.read_bytes()).hexdigest()[:16]}"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers want it at once
        if not folder.exists():
            _install(folder)
    return folder / "node_modules"


def _install(folder: Path) -> None:
    """All or nothing: a folder under its own name is complete."""
    half = folder.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    shutil.copy(WANTED, half)
    try:
        subprocess.run(INSTALL, cwd=half, check=True, capture_output=True, text=True, timeout=PATIENCE)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = str(error.stderr or error).strip()
        lacking("NODE", f"npm cannot install what package.json names: {said.splitlines()[0]}")
    half.rename(folder)
