"""What the tests of sentences look at: the catalogues as text, and the keys that the code speaks of."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from bot import rules
from bot.texts import Texts
from bot.texts.catalogue import Catalogue

ROOT = Path(__file__).parents[1]
KEY_PATTERN = re.compile(r"[a-z_]+\.[a-z_0-9.{}-]*")
SPEAKERS = ("t", "speak", "say")  # what the code calls a Speaker


def catalogues() -> dict[str, Catalogue]:
    texts = Texts.load()
    return {language: texts.speaker(language)._catalogue for language in texts.languages}


def words(catalogue: Catalogue, key: str) -> list[str]:
    """A sentence in all its forms, as written."""
    return list(catalogue.sentences[key])


@dataclass(frozen=True)
class Saying:
    """A call that says a sentence by its key: `t("menu.open", name=…)`."""

    key: str
    given: frozenset[str] | None  # the values given; None if they are passed on with **
    plain: bool
    where: str


@dataclass
class Spoken:
    """All that the code says, and the words that may complete a key that is put together."""

    literals: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)  # f"state.{word}" → "state.{}"
    sayings: list[Saying] = field(default_factory=list)

    def says(self, key: str, completions: set[str]) -> bool:
        return key in self.literals or any(_completes(key, pattern, completions) for pattern in self.patterns)


def _completes(key: str, pattern: str, completions: set[str]) -> bool:
    found = re.fullmatch(re.escape(pattern).replace(r"\{\}", r"(.+)"), key)
    return found is not None and all(part in completions for part in found.groups())


def sources() -> Iterator[tuple[str, str]]:
    """The code that speaks with people: everything but the sandbox, which is none of ours."""
    for house in ("bot", "handlers"):
        for path in sorted((ROOT / house).rglob("*.py")):
            if "sandbox" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def spoken(found: Iterator[tuple[str, str]]) -> Spoken:
    """Read what the code says."""
    result = Spoken()
    for where, source in found:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                result.literals.add(node.value)
            elif isinstance(node, ast.JoinedStr) and KEY_PATTERN.fullmatch(pattern_of(node)):
                result.patterns.add(pattern_of(node))
            elif isinstance(node, ast.Call):
                result.sayings += _sayings(node, where)
    return result


def pattern_of(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def _sayings(call: ast.Call, where: str) -> Iterator[Saying]:
    plain = isinstance(call.func, ast.Attribute) and call.func.attr == "plain"
    speaker = call.func.value if plain and isinstance(call.func, ast.Attribute) else call.func
    name = speaker.attr if isinstance(speaker, ast.Attribute) else getattr(speaker, "id", "")
    if not call.args or name not in SPEAKERS:
        return
    passed_on = any(keyword.arg is None for keyword in call.keywords)
    given = None if passed_on else frozenset(str(keyword.arg) for keyword in call.keywords)
    for key in _keys(call.args[0]):
        yield Saying(key, given, plain, f"{where}, line {call.lineno}")


def _keys(argument: ast.expr) -> Iterator[str]:
    """The key, or both of a choice."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from (*_keys(argument.body), *_keys(argument.orelse))


def enumerations() -> list[type[Enum]]:
    """Every enumeration of the rules."""
    for module in pkgutil.walk_packages(rules.__path__, "bot.rules."):
        importlib.import_module(module.name)
    kinds: list[type[Enum]] = list(Enum.__subclasses__())
    for kind in kinds:
        kinds += kind.__subclasses__()
    return [kind for kind in kinds if kind.__module__.startswith("bot.rules")]


def enum_words() -> set[str]:
    """Members of the rules' enumerations, as keys are put together from them."""
    members = [member for kind in enumerations() for member in kind]
    return {member.name.lower() for member in members} | {str(member.value) for member in members}


SHOWN = {"answer", "edit_text", "edit_caption", "answer_photo", "answer_document", "reply", "send_message"}
SHOWN |= {"Button", "Screen", "toast", "show", "add"}


def prose(source: str) -> list[str]:
    """Words written in code where they would be shown to people."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in SHOWN:
            arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
            found += [text for argument in arguments for text in _texts(argument) if _is_prose(text)]
    return found


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _texts(argument: ast.expr) -> Iterator[str]:
    """Literals in an argument, those of other calls inside it excepted (they are looked at by themselves)."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif not isinstance(argument, ast.Call):
        for child in ast.iter_child_nodes(argument):
            if isinstance(child, ast.expr):
                yield from _texts(child)


def _is_prose(text: str) -> bool:
    """Words: letters with a space among them, or one word that begins a sentence."""
    return bool(re.search(r"[^\W\d_]{2,} [^\W\d_]|^[A-ZÀ-Ý][^\W\d_]{2,}", text.strip()))
