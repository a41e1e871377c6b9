"""Who acts for a family: the other parent, who comes by a link; and nobody any more, once all is erased."""

from collections.abc import Callable
from random import Random
from typing import Protocol

from bot.actions import erasure, families, invitations, people
from bot.rules.people import Consent
from bot.year.world import World

DIGEST = "0" * 64


class Household(Protocol):
    """What is needed of a family; `erased`: nothing reaches it any more."""

    world: World
    number: int
    person: str
    chance: Random
    erased: bool

    def later(self, days: float, deed: Callable[[], object]) -> None: ...


def erases(family: Household) -> None:
    """All of it, at once; what a child in a crèche leaves stays by law, without the chat."""
    bot = family.world.bot
    found = bot.do(erasure.erase, family.person, now=bot.now)
    if found is not None:
        family.erased = not found.keeps_contacts
        known = family.world.known
        known.erased[family.person] = tuple(one.id for one in found.goes)
        if found.keeps_contacts:
            known.stay.add(family.person)
        known.words_gone.update(one.id for one in (*found.goes, *(one.request for one in found.kept)))


def leaves_for_good(family: Household) -> None:
    """The same, if the family has come and is still there."""
    if family.person and not family.erased:
        erases(family)


def invites(family: Household) -> None:
    """The other parent takes the link, a day or so later."""
    bot = family.world.bot
    payload = bot.do(invitations.invite_guardian, family.person, now=bot.now, policy=bot.standing)
    if payload:
        token = payload.removeprefix(invitations.PREFIX)
        family.later(1.5, lambda: _joins(family, token))


def _joins(family: Household, token: str) -> None:
    bot, chat = family.world.bot, 10_000_000 + family.number
    consent = Consent(version=bot.policy.notice_version, language="fr", digest=DIGEST, accepted_at=bot.now)
    joined = bot.do(
        people.accept_notice,
        chat,
        consent=consent,
        invitation=token,
        name="Parent",
        now=bot.now,
        policy=bot.standing,
    )
    if joined is not None and family.chance.random() < 0.2:
        family.later(30, lambda: bot.do(families.leave, joined.person.id, now=bot.now))
