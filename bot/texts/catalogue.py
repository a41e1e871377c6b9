"""One language's sentences, read from its .po file and checked; nothing is compiled."""

import gettext
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from sys import intern
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser

_QUOTED = r'(?:(?:msgid|msgid_plural|msgstr|msgstr\[\d+\]) )?"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"[^\S\n]*+'
_LINE = re.compile(rf"[^\S\n]*+|#.*|{_QUOTED}")
_LINES = re.compile(rf"(?:(?:{_LINE.pattern})\n)*+(?:{_LINE.pattern})")

Piece = tuple[str, str | None]  # words, then the name of the value that follows them, if any


class BrokenCatalogue(Exception):  # noqa: N818 – the name says it
    """A locale file that cannot be used: which file, which line, what is wrong."""

    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        super().__init__(f"{path}{'' if line is None else f', line {line}'}: {problem}")
        self.path, self.line, self.problem = path, line, problem


class Sentence(tuple[str, ...]):
    """A sentence in all its plural forms, as written; it is cut when it is said: most never are."""

    __slots__ = ()

    @property
    def names(self) -> tuple[frozenset[str], ...]:
        """The placeholders of each form."""
        return tuple(frozenset(name for _, name in cut(form) if name) for form in self)

    @property
    def bare(self) -> bool:
        """Whether it takes no values at all."""
        return not any("{" in form for form in self)


@dataclass(frozen=True)
class Catalogue:
    """Key to sentence, and how the language counts."""

    language: str
    locale: Locale
    sentences: dict[str, Sentence]
    form_of: Callable[[int], int]
    path: Path


def read_catalogue(path: Path, language: str) -> Catalogue:
    """Read and check one file; BrokenCatalogue says where it is wrong."""
    found = _parsed(path)
    if found.locale is None:
        raise BrokenCatalogue(path, None, 'its header names no known language: write "Language: fr_BE\\n"')
    return Catalogue(language, found.locale, found.sentences, _form_of(path, found), path)


def compare(catalogue: Catalogue, reference: Catalogue) -> None:
    """BrokenCatalogue unless it says all that the reference says, with the same values at hand."""
    for key, sentence in reference.sentences.items():
        mine = catalogue.sentences.get(key)
        if mine is None:
            raise BrokenCatalogue(catalogue.path, None, f"{key} is missing; {reference.language} has it")
        unknown = () if mine.bare else frozenset[str]().union(*mine.names) - {"n"}.union(*sentence.names)
        if unknown:
            raise BrokenCatalogue(
                catalogue.path, _line_of(catalogue.path, key), f"{key}: nobody gives {{{min(unknown)}}}"
            )


def cut(text: str) -> tuple[Piece, ...]:
    """Cut a text at its {placeholders}; ValueError unless each is a plain name."""
    if "{" not in text and "}" not in text:
        return ((text, None),)
    pieces = []
    for words, name, spec, conversion in Formatter().parse(text):
        if name is not None and (not name.isidentifier() or spec or conversion):
            raise ValueError(f"{{{name}}} is no plain placeholder")
        pieces.append((words, name))
    return tuple(pieces)


class _Reading(Catalog):
    """Takes the sentence out of each message as it comes: messages are five times as large."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.sentences: dict[str, Sentence] = {}
        self._path = path

    def __setitem__(self, key: Any, message: Message) -> None:
        if message.id:
            self.sentences[_key(message)] = _sentence(self._path, message)
        else:
            super().__setitem__(key, message)


def _parsed(path: Path) -> _Reading:
    lines, found = _lines(path), _Reading(path)
    try:
        PoFileParser(found, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise BrokenCatalogue(path, error.lineno + 1, str(error)) from error
    except ValueError as error:
        raise BrokenCatalogue(path, None, str(error)) from error
    return found


def _lines(path: Path) -> list[str]:
    """The file's lines, each well-formed by itself, no key twice: Babel would repair both in silence."""
    text = _text(path)
    well_formed = _LINES.fullmatch(text)  # all at once: line by line takes five times as long
    lines, keys = text.split("\n"), set()
    for number, line in enumerate(lines, start=1):
        if not well_formed and not _LINE.fullmatch(line):
            raise BrokenCatalogue(path, number, f"this is no line of a catalogue: {line.strip()}")
        if line.startswith("msgid "):
            if line in keys:
                raise BrokenCatalogue(path, number, f"this key stands here twice: {line}")
            keys.add(line)
    return lines


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BrokenCatalogue(path, line, "it is not written in UTF-8") from error
    except OSError as error:
        raise BrokenCatalogue(path, None, error.strerror or str(error)) from error


def _line_of(path: Path, key: str) -> int:
    return _text(path).split("\n").index(f'msgid "{key}"') + 1


def _key(message: Message) -> str:
    return intern(message.id if isinstance(message.id, str) else message.id[0])  # all languages share them


def _sentence(path: Path, message: Message) -> Sentence:
    text = message.string or ()
    forms = (text,) if isinstance(text, str) else tuple(text)
    key = _key(message)
    if not forms or not all(forms):
        raise BrokenCatalogue(path, message.lineno, f"{key} lacks a sentence or a plural form")
    if message.fuzzy:
        raise BrokenCatalogue(path, message.lineno, f"{key} is marked fuzzy: check it and take the mark away")
    try:
        for form in forms:
            cut(form)
        return Sentence(forms)
    except ValueError as error:
        raise BrokenCatalogue(path, message.lineno, f"{key}: {error}") from error


def _form_of(path: Path, catalog: Catalog) -> Callable[[int], int]:
    try:
        return gettext.c2py(catalog.plural_expr)
    except ValueError as error:
        raise BrokenCatalogue(path, None, f"Plural-Forms: {error}") from error
