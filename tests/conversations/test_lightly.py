"""aiogram's classes are built when they are first needed, and find then what they are made of."""

import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

from aiogram import Bot, methods, types
from pydantic import BaseModel

ROOT = Path(__file__).parents[2]
CLASSES = [
    one
    for room in (types, methods)
    for name in room.__all__
    if isinstance(one := getattr(room, name), type) and issubclass(one, BaseModel)
]
LOOK = "import handlers; from aiogram.types import Message as m, Poll as p; print(m.{0}, p.{0})"


def test_every_class_knows_every_name_that_it_is_made_of() -> None:
    for one in CLASSES:
        assert set(one.model_fields) <= set(get_type_hints(one, localns={"Bot": Bot}))


def test_nothing_is_built_that_is_not_needed() -> None:
    look = LOOK.format("__pydantic_complete__")
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True, cwd=ROOT, text=True)
    assert done.stdout == "True False\n"
