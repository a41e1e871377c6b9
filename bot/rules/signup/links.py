"""What a link to the form may bring along: a crèche, from its poster; a code, from an employer."""

from dataclasses import dataclass, replace

from bot.rules.codes import normal
from bot.rules.policy import Policy
from bot.rules.signup.form import Answers, Step

_CRECHE, _CODE = "c-", "e-"


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A crèche by its id, or an employer's code; nothing of it counts as answered."""

    creche: str = ""
    code: str = ""


def read_link(payload: str, policy: Policy) -> Brought | None:
    """What "c-marcinelle" and "e-CIGOGNE-01" bring; None for any other link."""
    if payload.startswith(_CRECHE) and payload[2:] in {creche.id for creche in policy.creches}:
        return Brought(creche=payload.removeprefix(_CRECHE))
    if payload.startswith(_CODE) and payload != _CODE:
        return Brought(code=normal(payload.removeprefix(_CODE)))
    return None


def link_of(code: str) -> str:
    """The payload of the link that brings a code."""
    return f"{_CODE}{code}"


def bring(answers: Answers, brought: Brought) -> Answers:
    """The crèche first among those wished, the code where none stands; what was answered stays."""
    creches, code = answers.creches, answers.code
    if brought.creche and Step.CRECHES.value not in answers.answered:
        creches = tuple(dict.fromkeys((brought.creche, *creches)))
    return replace(answers, creches=creches, code=code or brought.code)
