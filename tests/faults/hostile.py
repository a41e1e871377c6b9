"""S8: hostile names in every sentence of every language, and in exports: no error, no markup, no formula."""

import io
import random
from collections.abc import Iterator
from dataclasses import replace

from openpyxl import load_workbook

from bot.policy import load_policy
from bot.reports import TypstReports
from bot.sandbox.errors import ApiError
from bot.sandbox.markup.html import parse_html
from bot.texts import Speaker, Texts
from tests.faults.figures import Row, every, none
from tests.reports.examples import MARELLE, WORKED

#: Names, and payloads for a spreadsheet.
SIZES = {"full": (500, 200), "small": (6, 20)}
BENIGN = "Ana"
_REPORTS = TypstReports(Texts.load(), load_policy())
#: What breaks out of HTML, out of a template, out of a line or out of its direction.
BREAKS = (
    *("<b>", "</b>", "<", ">", "&", "&lt;", "&#60;", "&amp;amp;", '"', "'", "<!--", "]]>", "<br/>", "</a>"),
    *('<a href="https://evil.example">', "<tg-spoiler>", '<pre language="c">', "<script>", "<\n", "</ b >"),
    *("{name}", "{}", "{0.__class__}", "%s", "%(name)s", "$name", "\\", "\\u003cb\\u003e", "*_[x](y)`~"),
    *(
        "\N{RIGHT-TO-LEFT OVERRIDE}",
        "\N{ZERO WIDTH SPACE}",
        "\N{COMBINING ENCLOSING KEYCAP}",
        "🇧🇪",
        "👩‍👧",
        "\t",
    ),
    *("Ana", "d’Été", "O'Neill", "Łukasz", "明", "محمد"),
)
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example")',
    "\t=1",
    "\r=1",
)


async def run(size: str, seed: int) -> Row:
    """Each name in place of every value of every sentence; each payload of every word of a firm's sheet."""
    names, payloads = SIZES[size]
    chance = random.Random(seed)
    texts = Texts.load()
    found = [_said(texts.speaker(code), list(_names(chance, names))) for code in texts.languages]
    cells = [_cells(_payload(chance)) for _ in range(payloads)]
    said = sum(one.said for one in found)
    return Row(
        "S8",
        f"{names} names, {said:,} sayings in {len(found)} languages, {payloads} payloads",
        seed,
        (
            none("API errors: sentences that Telegram would refuse", sum(one.refused for one in found)),
            none("stray markup: sentences whose markup is not their own", sum(one.stray for one in found)),
            every("names that arrive as they are, %", sum(one.whole for one in found), said),
            none("formulas in exports", sum(formulas for formulas, _ in cells)),
            every("payloads that arrive as words, %", sum(whole for _, whole in cells), payloads),
        ),
    )


class Sayings:
    """What became of hostile names in one language."""

    def __init__(self) -> None:
        self.said = self.refused = self.stray = self.whole = 0

    def note(self, said: str, name: str, own: list[str]) -> None:
        self.said += 1
        try:
            text, entities = parse_html(said)
        except ApiError:
            self.refused += 1
            return
        self.stray += [entity["type"] for entity in entities] != own
        self.whole += name in text


def _said(t: Speaker, names: list[str]) -> Sayings:
    found = Sayings()
    for key, fields in _sentences(t):
        own = [entity["type"] for entity in parse_html(_say(t, key, fields, BENIGN))[1]]
        for name in names:
            found.note(_say(t, key, fields, name), name, own)
    return found


def _sentences(t: Speaker) -> Iterator[tuple[str, frozenset[str]]]:
    """Every key whose sentence takes words, and what it takes."""
    for key, sentence in t._catalogue.sentences.items():
        fields = frozenset().union(*sentence.names)
        if fields - {"n"}:
            yield key, fields


def _say(t: Speaker, key: str, fields: frozenset[str], name: str) -> str:
    words = dict.fromkeys(fields, name)
    return t(key, **(words | {"n": 2}))


def _names(chance: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        yield " ".join("".join(chance.choices(BREAKS, k=chance.randint(1, 4))) for _ in range(2))[:64]


def _payload(chance: random.Random) -> str:
    return chance.choice(FORMULAS) + chance.choice(("", "x", " & y", chance.choice(BREAKS)))


def _cells(payload: str) -> tuple[int, bool]:
    """Formulas in a firm's sheet whose words are all this payload, and whether it is there as words."""
    line = replace(MARELLE, creche=payload, invoice_reference=payload)
    firm = replace(WORKED, sponsor_name=payload, creches=(line,))
    sheet = load_workbook(io.BytesIO(_REPORTS.spreadsheet((firm,), "fr"))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    words = "".join(sign for sign in " ".join(payload.split()) if sign.isprintable())
    whole = any(cell.data_type == "s" and cell.value == words for cell in cells)
    return sum(cell.data_type == "f" for cell in cells), whole
