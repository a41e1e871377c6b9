"""What the README says of the code is true."""

import re
from pathlib import Path

from bot.rules.requests import Letter
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_diagram_has_the_letters_of_the_code():
    diagram = README.split("## The life of a request")[1].split("```")[1]
    arrows = set(re.findall(r"─([a-z])→", diagram)) | set(re.findall(r"^([a-z])  ", diagram, re.MULTILINE))
    upright = set(re.findall(r"(?<=\s)([a-z])(?=\s)", diagram.split("\nj ")[0]))

    assert arrows | upright == {letter.value for letter in Letter}


def test_table_has_every_setting():
    told = set(re.findall(rf"`{PREFIX}([A-Z_]+)`", README.split("| variable |")[1].split("\n\n")[0]))

    assert told == {name.upper() for name in Settings.model_fields}


def test_map_has_every_room():
    rooms = {path.name for path in (ROOT / "bot").iterdir() if not path.name.startswith("__p")}
    told = {line.split()[0].removesuffix("/") for line in README.splitlines() if line.startswith("bot/")}

    assert {f"bot/{name}" for name in rooms - {"__init__.py"}} == told
