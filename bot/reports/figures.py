"""What the picture and the page both show: names made safe, parts of a bar, months of the chart."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bot.rules.occupancy import CrecheMonth, Occupancy
from bot.rules.policy import Policy
from bot.rules.successive import AtCreche, at_creches
from bot.texts import Percent, Speaker, half_up
from bot.texts.summaries import in_all, name_of, neat

_LONGEST_NAME = 120
_LONGEST_CRECHE = 64  # it stands in two tables
_LONGEST_WORD = 28
#: What the fonts that travel with us can show; PDF/UA refuses a page with any other sign.
_SHOWN = ((0x20, 0x4FF), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x2040), (0x20A0, 0x20BF))
_UNSHOWN = {"C", "M", "Z"}  # controls and directions, loose accents, odd spaces


@dataclass(frozen=True)
class Places:
    """Taken, offered and free places; None where nothing was open."""

    taken: Fraction | None
    offered: Fraction | None
    free: Fraction | None

    @classmethod
    def of(cls, line: AtCreche) -> "Places":
        return cls(line.taken, line.offered_places, line.free)

    @classmethod
    def sum(cls, lines: Iterable[CrecheMonth]) -> "Places":
        """Over several crèches."""
        every = [cls.of(line) for line in at_creches(lines)]
        return cls(
            in_all(places.taken for places in every),
            in_all(places.offered for places in every),
            in_all(places.free for places in every),
        )

    def parts(self, t: Speaker) -> list[dict[str, Any]]:
        """For a bar: kind, name, figure, and share of the whole bar."""
        kinds = {"taken": self.taken, "offered": self.offered, "free": self.free}
        drawn = {kind: value or Fraction() for kind, value in kinds.items()}
        whole = sum(drawn.values(), Fraction()) or 1
        round_ = all(value is None or value.denominator == 1 for value in kinds.values())
        return [
            {
                "kind": kind,
                "name": t.plain(f"report.{kind}"),
                "shown": t.show(neat(value) if round_ else value),
                "share": float(drawn[kind] / whole),
            }
            for kind, value in kinds.items()
        ]


def safe(name: str, longest: int = _LONGEST_NAME) -> str:
    """A name from outside as our fonts can set it: one line, no unknown signs, words that can be broken."""
    visible = (sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign) != "Cf")
    shown = "".join(sign if _can_be_shown(sign) else "?" for sign in " ".join("".join(visible).split()))
    whole = shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"
    return " ".join(_breakable(word) for word in whole.split(" ")) or "–"


def capital(words: str) -> str:
    """As it stands at the head of a page."""
    return words[:1].upper() + words[1:]


def creche_name(creche: str, policy: Policy | None) -> str:
    return safe(name_of(creche, policy), _LONGEST_CRECHE)


def verdict(occupancy: Fraction | None, target: int, t: Speaker) -> str:
    """How the month stands against the target, in words."""
    if occupancy is None:
        return t.plain("report.verdict.none")
    key = "reached" if occupancy * 100 >= target else "below"
    return t.plain(f"report.verdict.{key}", target=target)


def headline(summary: Occupancy, target: int, t: Speaker) -> dict[str, Any]:
    """The month's occupancy against its target."""
    return {
        "name": t.plain("report.occupancy"),
        "shown": t.show(Percent(summary.occupancy)),
        "share": min(1.0, float(summary.occupancy or 0)),
        "reached": summary.occupancy is not None and summary.occupancy * 100 >= target,
        "verdict": verdict(summary.occupancy, target, t),
    }


def months(summary: Occupancy, t: Speaker) -> list[dict[str, Any]]:
    """The columns of the chart; whole percent, a dash where nothing was reserved."""
    return [
        {
            "name": t.manner.short_month(month),
            "year": f"{month.year}",
            "january": month.number == 1,
            "shown": "–" if share is None else t.show(int(half_up(share * 100, 0))),
            "share": None if share is None else float(share),
        }
        for month, share in summary.history
    ]


def _can_be_shown(sign: str) -> bool:
    if sign == " ":
        return True
    plain = unicodedata.category(sign)[0] not in _UNSHOWN
    return plain and any(low <= ord(sign) <= high for low, high in _SHOWN)


def _breakable(word: str) -> str:
    """Chances to break a very long word, invisible otherwise."""
    pieces = (word[at : at + _LONGEST_WORD] for at in range(0, len(word), _LONGEST_WORD))
    return "\N{ZERO WIDTH SPACE}".join(pieces)
