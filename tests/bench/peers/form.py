"""The ten questions as the other side asks them: the same words, the same buttons, nothing kept or checked.

They know neither library: each peer shows these rows in its own way.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

CHOSEN = "✓ "
BACK, LEAVE, GO, SKIP, PICK, SWITCH, DELETE = "back", "leave", "go", "skip", "pick", "switch", "delete"

_MONTHS = [date(2027, month, 1).strftime("%m/%Y") for month in range(1, 13)]
_HALF_DAYS = [
    f"{day} {half}" for day in ("lun.", "mar.", "mer.", "jeu.", "ven.") for half in ("matin", "après-midi")
]
_CRECHES = ("Saint-Lambert", "Outremeuse", "Liège Airport", "Andrimont", "Marcinelle", "Lodelinsart")


@dataclass(frozen=True)
class Question:
    """What is asked; the answers to choose from, so many in a row; how one goes on without choosing."""

    step: str
    ask: str
    choices: tuple[str, ...] = ()
    width: int = 1
    several: bool = False
    onward: str = ""


QUESTIONS = (
    Question("name", "Comment vous appelez-vous ? Écrivez votre prénom et votre nom.", ("Garder : Ana",)),
    Question(
        "children",
        "Pour combien d’enfants demandez-vous une place ?",
        ("Un enfant", "Des jumeaux", "Des triplés", "Deux, frère et sœur", "Trois, frères et sœurs"),
    ),
    Question("born", "Votre enfant est-il déjà né ?", ("Pas encore, il est attendu", "Oui, il est né")),
    Question("day", "Quand est-il attendu ? Écrivez la date comme vous le dites : 15 mars 2027, 15/3/27."),
    Question("entry", "Quand souhaitez-vous qu’il entre à la crèche ?", tuple(_MONTHS), width=2),
    Question(
        "window",
        "Pourrait-il entrer plus tôt, ou plus tard ?",
        tuple(f"{n} mois plus {way}" for way, most in (("tôt", 3), ("tard", 6)) for n in range(most + 1)),
        width=2,
        several=True,
        onward=GO,
    ),
    Question(
        "week",
        "Quels jours viendra-t-il ? Touchez les demi-journées.",
        (*_HALF_DAYS, "Toute la semaine", "Effacer"),
        width=2,
        several=True,
    ),
    Question("postal", "Quel est votre code postal ? Les crèches proches viendront d’abord.", onward=SKIP),
    Question(
        "creches",
        "Quelles crèches vous conviennent ? Touchez-les dans l’ordre de vos souhaits.",
        (*_CRECHES, "Toutes"),
        several=True,
    ),
    Question(
        "claims",
        "Une de ces situations est-elle la vôtre ? La preuve se montre plus tard, à la crèche.",
        (
            "Frère ou sœur à la crèche",
            "Situation de handicap",
            "Accueil d’urgence",
            "Protection de l’enfant",
            "Famille d’accueil",
            "Commune",
            "Un autre besoin",
        ),
        several=True,
        onward=SKIP,
    ),
)
BY_STEP = {question.step: question for question in QUESTIONS}
#: A label, what a tap on it does, and its value.
Button = tuple[str, str, str]


def words(question: Question, note: str = "") -> str:
    """The question as it is shown (HTML)."""
    at = QUESTIONS.index(question) + 1
    return "\n\n".join(filter(None, (note, f"<b>Question {at} sur {len(QUESTIONS)}</b>", question.ask)))


def rows(question: Question, chosen: Collection[str] = ()) -> list[list[Button]]:
    """The buttons as they are shown."""
    labels = [f"{CHOSEN if value in chosen else ''}{value}" for value in question.choices]
    do = SWITCH if question.several else PICK
    buttons = [(label, do, str(number)) for number, label in enumerate(labels)]
    found = [buttons[at : at + question.width] for at in range(0, len(buttons), question.width)]
    if question.onward or chosen:
        found.append([("Continuer" if question.several else "Passer", question.onward or GO, "")])
    return [*found, [("Retour", BACK, ""), ("Quitter", LEAVE, "")]]


LEAVING: list[list[Button]] = [
    [("Garder pour plus tard", LEAVE, "keep")],
    [("Tout effacer", DELETE, "")],
    [("Rester", BACK, "")],
]
LEAVE_WORDS = "Voulez-vous quitter le formulaire ? Il peut attendre quatorze jours."
GONE_WORDS = "Le formulaire est effacé. Vous pouvez recommencer quand vous voulez."


def switched(answers: dict[str, Any], question: Question, value: str) -> list[str]:
    """What is chosen once that choice was tapped; the last of a list means all of it."""
    chosen: list[str] = answers.get(question.step, [])
    choice = question.choices[int(value)]
    if choice.startswith("Tou"):
        return list(question.choices[:-1])
    return [one for one in chosen if one != choice] if choice in chosen else [*chosen, choice]


def following(question: Question) -> Question:
    """The question after it; the last one stays."""
    return QUESTIONS[min(QUESTIONS.index(question) + 1, len(QUESTIONS) - 1)]
