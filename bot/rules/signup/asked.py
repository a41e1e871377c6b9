"""What a finished form asks for: whose requests, which wishes, which priorities."""

from hashlib import blake2b

from bot.rules.people import Child
from bot.rules.policy import Policy
from bot.rules.requests import Claim, ClaimCode, Wishes
from bot.rules.signup.course import BY_CODE, claim_options
from bot.rules.signup.form import Answers, Siblings


def groups(answers: Answers) -> tuple[tuple[Child, ...], ...]:
    """The children, one group for each request: all in one, unless each may enter alone."""
    siblings = answers.siblings or Siblings.ONE
    dated = [
        Child(born=bool(born), day=day)
        for born, day in zip(answers.born, answers.days, strict=True)
        if day is not None
    ]
    children = tuple(dated * siblings.children if siblings.dates == 1 else dated)
    return tuple((child,) for child in children) if answers.together is False else (children,)


def request_ids(draft_id: str, count: int) -> tuple[str, ...]:
    """The keys of the requests that a draft makes: always the same, the first its own."""
    others = (blake2b(f"{draft_id}/{i}".encode(), digest_size=16).hexdigest() for i in range(1, count))
    return (draft_id, *others)


def wishes(answers: Answers) -> Wishes:
    """What is asked for, once every question has its answer."""
    if answers.entry is None:
        raise ValueError("the form has no entry month yet")
    return Wishes(
        entry=answers.entry,
        earlier=answers.earlier or 0,
        later=answers.later or 0,
        week=answers.week,
        creches=answers.creches,
    )


def claims(answers: Answers, sponsor_id: str | None, policy: Policy) -> tuple[Claim, ...]:
    """The priorities asked for, proof not seen yet; an employer's as the chosen crèches publish it."""
    ticked = [Claim(code=code) for code in claim_options(answers, policy) if code in answers.claims]
    if sponsor_id is None:
        return tuple(ticked)
    creches = [policy.creche(creche) for creche in answers.creches]
    published = [code for code in ClaimCode if any(creche.publishes(code) for creche in creches)]
    codes = [code for code in published if code in BY_CODE] or [ClaimCode.EMPLOYER]
    return (*ticked, *(Claim(code=code, sponsor_id=sponsor_id) for code in codes))
