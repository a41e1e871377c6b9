"""Typed answers: whatever a button can say can be said in words, in any of our languages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.rules.nearness import creches_by_nearness
from bot.rules.refusals import Unclear
from bot.rules.signup import Deed, Said, Step
from bot.rules.signup.course import too_few_presences
from bot.rules.signup.form import may_skip
from bot.texts import Speaker, Texts
from bot.texts.reading import (
    read_choice,
    read_day,
    read_month,
    read_phone,
    read_postal_code,
    read_week,
    read_yes_no,
)
from bot.texts.words import fold, tokens
from handlers.screens import Button
from handlers.signup.buttons import Tap, View
from handlers.signup.lines import label_of
from handlers.signup.questions import proposed, question, standing

_ANYWHERE = (Deed.BACK, Deed.SKIP, Deed.LEAVE, Deed.GO)
_AT_REVIEW = (Deed.SEND, Deed.BACK, Deed.LEAVE)
_WHEN_LEAVING = (Deed.KEEP, Deed.DELETE, Deed.BACK)

_EARLIER = frozenset({"tot", "avant", "eerder", "vroeger", "fruher", "eher", "vorher", "earlier", "before"})
_LATER = frozenset({"tard", "apres", "later", "nadien", "spater", "nachher", "after"})
_JOINING = re.compile(r"[,;\n]|\b(?:et|puis|ensuite|en|dan|und|dann|and|then)\b")
_GUESSES = frozenset({"day", "year", "order"})  # a date guessed so far is asked back

Answer = tuple[Deed, str]


def understand(text: str, view: View, texts: Texts) -> Said:
    """What was said at the question on the screen. Refused Unclear, or by a date's own no."""
    way = _way(text, view, texts)
    deed, value = (way, "") if way else _answer(text, view, texts)
    return Said(place=view.draft.place, deed=deed, value=value)


def _answer(text: str, view: View, texts: Texts) -> Answer:
    read = None if view.draft.leaving else _READ.get(view.step)
    return (read(text, view) if read else None) or _chosen(text, view, texts)


def _way(text: str, view: View, texts: Texts) -> Deed | None:
    """A direction rather than an answer; "yes" to what stands goes on with it."""
    if not view.draft.leaving and standing(view) and read_yes_no(text):
        return Deed.GO
    said = " ".join(tokens(text))
    found = (deed for word, deed in _ways(view) for t in _speakers(view, texts) if said in _words(t, word))
    return next(found, None)


def _ways(view: View) -> list[tuple[str, Deed]]:
    """Words by their sentence (`signup.word.back`) that mean a direction here."""
    if view.draft.leaving:
        return [(deed.value, deed) for deed in _WHEN_LEAVING]
    ways = [(deed.value, deed) for deed in (_AT_REVIEW if view.step is Step.REVIEW else _ANYWHERE)]
    return [*ways, ("none", Deed.SKIP)] if may_skip(view.step, view.draft.answers) else ways


def _words(t: Speaker, name: str) -> set[str]:
    """A sentence that lists words, parted by "|"."""
    return {" ".join(tokens(word)) for word in t.plain(f"signup.word.{name}").split("|")}


def _speakers(view: View, texts: Texts) -> Iterator[Speaker]:
    """The reader's own first: an answer to a question from before a change of language counts too."""
    yield view.t
    yield from (texts.speaker(language) for language in texts.languages if language != view.t.language)


def _chosen(text: str, view: View, texts: Texts) -> Answer:
    """One of the choices on the screen: by number, by its words, in any language."""
    for t in _speakers(view, texts):
        heard = replace(view, t=t)
        buttons = list(question(heard).flat())
        index = read_choice(text, [_called(button, heard) for button in buttons])
        if index is not None and isinstance(tap := buttons[index].data, Tap):
            return Deed(tap.do), tap.value
    if view.step is Step.REVIEW and read_yes_no(text):
        return Deed.SEND, ""
    raise Unclear(what=view.step)


def _called(button: Button, view: View) -> str:
    """What people call a choice: its label; a line of the review by what it is about."""
    tap = button.data
    if isinstance(tap, Tap) and tap.do == Deed.FIX:
        return label_of(tap.value, view.draft.answers, view.t)
    return button.label


def _as_it_is(text: str, _: View) -> Answer:
    return Deed.PICK, text.strip()


def _born(text: str, _: View) -> Answer | None:
    """Yes and no answer the question as it is asked."""
    yes = read_yes_no(text)
    return None if yes is None or len(tokens(text)) > 1 else (Deed.PICK, "born" if yes else "expected")


def _day(text: str, view: View) -> Answer:
    if read_yes_no(text) is False and proposed(view):
        raise Unclear(what=Step.DAY)
    born = view.draft.answers.born[view.index]
    reading = read_day(text, view.t.language, view.today, ahead=not born)
    deed = Deed.PROPOSE if reading.guessed & _GUESSES else Deed.PICK
    return deed, reading.day.isoformat()


def _month(text: str, view: View) -> Answer:
    return Deed.PICK, str(read_month(text, view.t.language, view.today).month)


def _window(text: str, _: View) -> Answer:
    """Months each way: "1 mois plus tôt, 2 plus tard", "-1 +2", "1 2", "non"."""
    months = [int(number) for number in re.findall(r"\d+", text)]
    if not months and read_yes_no(text) is False:
        return Deed.PICK, "0,0"
    sides = [word in _LATER for word in tokens(text) if word in _LATER | _EARLIER]
    sides = sides or [sign == "+" for sign in re.findall(r"([+-])\s*\d", text)]
    sides = sides or [False, True][: len(months) if len(months) == 2 else 0]
    if not months or len(sides) != len(months):
        raise Unclear(what=Step.WINDOW)
    said = dict(zip(sides, months, strict=True))
    return Deed.PICK, f"{said.get(False, 0)},{said.get(True, 0)}"


def _week(text: str, view: View) -> Answer:
    """Half-days in words; too few of them are shown first, with what that means."""
    week = read_week(text, view.t.language) & view.policy.opening
    deed = Deed.PROPOSE if too_few_presences(week, view.policy) else Deed.PICK
    return deed, ",".join(str(int(slot)) for slot in sorted(week))


def _postal(text: str, _: View) -> Answer:
    return Deed.PICK, read_postal_code(text)


def _creches(text: str, view: View) -> Answer:
    """Names or numbers in the order of wish: "Marcinelle, puis Liège", "2 1", "toutes"."""
    order = creches_by_nearness(view.policy, view.draft.answers.postal_code)
    if " ".join(tokens(text)) in _words(view.t, "all"):
        return Deed.PICK, "all"
    labels = [f"{c.name} {c.town} {c.postal_code}" for c in map(view.policy.creche, order)]
    wished = [read_choice(piece, labels) for piece in _pieces(text)]
    if not wished or None in wished:
        raise Unclear(what=Step.CRECHES)
    return Deed.PICK, ",".join(order[index] for index in wished if index is not None)


def _claims(text: str, view: View) -> Answer:
    """Numbers or words of the list."""
    buttons = [button for row in question(view).choices for button in row]
    pieces = _pieces(text) if re.search(r"\d", text) else [text]
    ticked = [read_choice(piece, [button.label for button in buttons]) for piece in pieces]
    if not ticked or None in ticked:
        raise Unclear(what=Step.CLAIMS)
    taps = [buttons[index].data for index in ticked if index is not None]
    return Deed.PICK, ",".join(tap.value for tap in taps if isinstance(tap, Tap))


def _phone(text: str, _: View) -> Answer:
    return Deed.PICK, read_phone(text)


def _pieces(text: str) -> list[str]:
    """What was listed: "2, puis 1 et 3", "2 1 3", "Marcinelle et Liège"."""
    plain = fold(text)
    if re.fullmatch(r"[\d\s]+", plain):
        return plain.split()
    return [piece for piece in (part.strip() for part in _JOINING.split(plain)) if piece]


_READ: dict[Step, Callable[[str, View], Answer | None]] = {
    Step.BORN: _born,
    Step.NAME: _as_it_is,
    Step.DAY: _day,
    Step.ENTRY: _month,
    Step.WINDOW: _window,
    Step.WEEK: _week,
    Step.POSTAL: _postal,
    Step.CRECHES: _creches,
    Step.CLAIMS: _claims,
    Step.CODE: _as_it_is,
    Step.PREDEMAND: _as_it_is,
    Step.PHONE: _phone,
}
