"""What a machine may lack: a test that needs it is skipped, or fails where it is required."""

import os
from typing import NoReturn

import pytest


def lacking(program: str, reason: str) -> NoReturn:
    """Skip with the reason; fail instead when CIGOGNE_REQUIRE_<PROGRAM>=1."""
    if os.environ.get(f"CIGOGNE_REQUIRE_{program}") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
