"""The sign-up form: its questions and answers (form), their order (course), checks, and what it asks for."""

from bot.rules.signup.answers import answer, check_complete, contact, gap, standing
from bot.rules.signup.form import Answers, Deed, Desk, Draft, Said, Siblings, Step, index_of, step_of
from bot.rules.signup.links import Brought, bring, link_of, read_link

__all__ = [
    "Answers",
    "Brought",
    "Deed",
    "Desk",
    "Draft",
    "Said",
    "Siblings",
    "Step",
    "answer",
    "bring",
    "check_complete",
    "contact",
    "gap",
    "index_of",
    "link_of",
    "read_link",
    "standing",
    "step_of",
]
