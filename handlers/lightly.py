"""aiogram, opened lightly: each of its six hundred classes is built when it is first needed.

Building them all is two thirds of a bot's start and half of its memory. So they wait, and find by themselves
the names that aiogram would have handed to them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel


@contextmanager
def _waiting() -> Iterator[None]:
    """Meanwhile, pydantic builds nothing."""
    build = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = classmethod(lambda *_, **__: None)  # type: ignore[method-assign, assignment]
    BaseModel.model_config["defer_build"] = True
    try:
        yield
    finally:
        BaseModel.model_rebuild = build  # type: ignore[method-assign]
        del BaseModel.model_config["defer_build"]


with _waiting():
    import aiogram.client.default
    import aiogram.types

_NAMES = {name: getattr(aiogram.types, name) for name in aiogram.types.__all__}
_NAMES["Default"] = aiogram.client.default.Default
for _name, _module in list(sys.modules.items()):
    if _name.startswith("aiogram.types."):
        for _word, _meaning in _NAMES.items():
            vars(_module).setdefault(_word, _meaning)

aiogram.types.Message.model_rebuild()  # nearly everything else holds one
