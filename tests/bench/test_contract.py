"""What other programs read: one JSON object a row, a line each, nothing else."""

import json
import subprocess
import sys
from importlib import import_module

import pytest

from tests.bench.__main__ import ROWS, main
from tests.bench.figures import Part, Row, at_most, beside, could_not
from tests.bench.machine import Machine
from tests.rows import show

HELD = beside("a tap", "ms", [1.0, 9.0, 2.0], [4.0, 4.0, 4.0], most=1.0)
PRINTED = beside("a tap elsewhere", "ms", [12.0], [4.0])
BROKEN = at_most("memory", "MB", [300.0], 260)
LEFT_OUT = could_not("a tap on PostgreSQL", unit="ms", why="there is none")


def test_parts_read_as_they_were_measured() -> None:
    assert [part.as_json() for part in (HELD, PRINTED, BROKEN, LEFT_OUT)] == [
        {
            "what": "a tap",
            "unit": "ms",
            "ours": 2.0,
            "peer": 4.0,
            "ratio": 0.5,
            "goal": "≤ 1 ×",
            "holds": True,
        },
        {"what": "a tap elsewhere", "unit": "ms", "ours": 12.0, "peer": 4.0, "ratio": 3.0}
        | {"goal": None, "holds": True},
        {"what": "memory", "unit": "MB", "ours": 300.0, "peer": None, "ratio": None}
        | {"goal": "≤ 260", "holds": False},
        {"what": "a tap on PostgreSQL", "unit": "ms", "ours": None, "peer": None, "ratio": None, "goal": None}
        | {"holds": False, "why": "there is none"},
    ]


@pytest.mark.parametrize(
    ("parts", "holds"),
    [((HELD, PRINTED), True), ((HELD, BROKEN), False), ((HELD, LEFT_OUT), False)],
)
def test_a_row_holds_if_all_its_parts_do(
    capsys: pytest.CaptureFixture[str], parts: tuple[Part, ...], *, holds: bool
) -> None:
    code = show([Row("P1", parts), Row("P2", (HELD,))], as_json=True)
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (code, first["row"], first["holds"], len(first["parts"])) == (
        int(not holds),
        "P1",
        holds,
        len(parts),
    )
    assert (second["row"], second["holds"]) == ("P2", True)


@pytest.mark.parametrize(("slower", "goal", "holds"), [(1.0, "≤ 60", False), (2.5, "≤ 60 × 2.5", True)])
def test_a_goal_in_seconds_is_larger_on_a_slower_machine_and_says_by_how_much(
    slower: float, goal: str, *, holds: bool
) -> None:
    part = at_most("a year", "s CPU", [150.0], 60, slower=slower)
    assert (part.ours, part.goal, part.holds) == (150.0, goal, holds)


def test_a_slower_machine_is_told_by_the_cheaper_import() -> None:
    part = Machine(6.2, 4.96).part
    assert (Machine(6.2, 4.96).slower, part.ours, part.peer, part.ratio) == (2.0, 4.96, 2.48, 2.0)


def test_goals_are_no_smaller_on_a_faster_machine() -> None:
    assert Machine(1.0, 1.2).slower == 1.0


def test_people_read_what_could_not_run_and_what_broke(capsys: pytest.CaptureFixture[str]) -> None:
    show([Row("P1", (HELD, BROKEN, LEFT_OUT))], as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "P1  BROKEN",
        "    ok  a tap: 2 ms, beside 4: 0.5 × (goal ≤ 1 ×)",
        "    !!  memory: 300 MB (goal ≤ 260)",
        "    !!  a tap on PostgreSQL: could not run: there is none",
    ]


def test_a_row_that_breaks_off_is_told_and_the_next_one_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = import_module(f"tests.bench.{ROWS['P7']}")
    monkeypatch.setattr(row, "run", lambda: 1 / 0)
    monkeypatch.setattr(sys, "argv", ["bench", "--json", "P7", "P7"])
    assert main() == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["parts"][0]["why"] for row in told] == ["ZeroDivisionError: division by zero"] * 2


def test_a_row_that_does_not_exist_is_named_with_those_that_do() -> None:
    asked = [sys.executable, "-m", "poethepoet", "bench", "--json", "P0"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"there is no row P0; there are {', '.join(ROWS)}" in done.stderr


@pytest.mark.parametrize("name", ROWS.values())
def test_every_row_can_be_run(name: str) -> None:
    assert callable(import_module(f"tests.bench.{name}").run)
