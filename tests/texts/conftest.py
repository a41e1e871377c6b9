from pathlib import Path

import pytest

from bot.texts import Texts

HEADER = r"""msgid ""
msgstr ""
"Language: {locale}\n"
"Plural-Forms: {plural}\n"
"Content-Type: text/plain; charset=utf-8\n"
"""


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts.load()


def write_catalogue(
    folder: Path, language: str, body: str, *, locale: str = "", plural: str = "nplurals=2; plural=(n > 1);"
) -> Path:
    path = folder / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER.format(locale=locale or language, plural=plural) + "\n" + body, "utf-8")
    return path
