"""S3: every button by everybody else, changed, cut, made up, and when its thing is over. None has an effect.

An effect: any row that is not as it was, beside the inbox; a word of somebody else's; a word in another chat.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.ports import Records
from bot.rules.offers import OfferState
from bot.rules.requests import State
from handlers import ROUTERS
from handlers.doors import Who
from tests.cast import MORNING
from tests.faults.figures import Row, at_least, none
from tests.faults.who_may import GUESTS, OWNERS
from tests.faults.who_may.routes import TRIES, routes, tap, words
from tests.faults.who_may.town import CRECHES, Actor
from tests.faults.who_may.trial import OURS, Came, Trials, trials

FORGED = {"full": 10_000, "small": 1_000}
#: So many screens each one looks at, to collect what their buttons say.
LOOKED_AT = {"full": 150, "small": 12}
#: Where everybody's walk begins.
COMMANDS = (
    *("/menu", "/status", "/family", "/mydata", "/privacy", "/summary", "/firm", "/codes", "/lists"),
    *("/capacity", "/meetings", "/calls", "/round", "/offers", "/announce", "/invite", "/sponsors", "/pleas"),
)
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789:|-_ é😀"
#: What ends by itself: an offer, an undo, a sheet of codes.
_ENDS = ("of:", "rq:undo:", "va:undo:", "es:")
#: What does not end with a request: a family, and the word that no child is expected any more.
_STAYS = ("fa:", "bt:end:")
A_YEAR = timedelta(days=366)
LONG_AGO = MORNING - timedelta(days=9)


@dataclass(frozen=True)
class Tap:
    """Words of a button as somebody sends them who never had it."""

    actor: Actor
    data: str
    how: str


class Town:
    """Whose things a button names, and what each may do."""

    def __init__(self, on: Trials) -> None:
        self.on = on
        self.who = {route.name: route.who for route in routes(ROUTERS)}
        names = {side: set(on.town.objects[side].values()) - {"", "0", "1"} for side in CRECHES}
        shared = set.intersection(*names.values())
        self.names = {side: {name for name in names[side] - shared if len(name) > 4} for side in CRECHES}
        self.only = dict(self._only())

    def named(self, data: str) -> set[str]:
        return {side for side, names in self.names.items() if any(name in data for name in names)}

    def may(self, one: Tap, came: Came) -> bool:
        """Whether it is theirs to do all the same: a button names a thing, and some have rights to it."""
        if one.data in self.only:
            return one.actor.name in self.only[one.data]
        role, _, own = one.actor.name.partition("_")
        named, who = self.named(one.data), self.who.get(came.reached)
        if named and who is not Who.ANYBODY:  # the notice is everybody's own
            return named == {own or next(iter(named))} and role in OWNERS.get(who, ())
        return role in GUESTS.get(who, ())

    def effect(self, one: Tap, came: Came) -> bool:
        seen = came.shows(self.on.town.hidden_from(one.actor))
        return seen or came.elsewhere or (came.changed and not self.may(one, came))

    def _only(self) -> Iterator[tuple[str, set[str]]]:
        """Buttons that fewer people may tap than the conversation lets in."""
        for one in (one for tries in TRIES.values() for one in tries if one.only is not None and one.about):
            for side in CRECHES:
                only = one.only.get(side, ()) if isinstance(one.only, dict) else one.only or ()
                data = one.says.format(**self.on.town.objects[side])
                yield data, {name.format(side=side) for name in only}


async def run(size: str, seed: int) -> Row:
    """Collected as everybody walks through, then tapped by the others, then when all is over."""
    count, chance = FORGED[size], Random(seed)
    with TemporaryDirectory(prefix="cigogne-buttons-") as folder:
        async with trials(Path(folder), chance.randbytes) as on:
            town = Town(on)
            seen = {name: await _walk(on, actor, LOOKED_AT[size]) for name, actor in on.town.actors.items()}
            taps = _forged(town, seen, chance, count)
            forged = [(one, await _tap(on, one)) for one in taps]
            on.now = MORNING + A_YEAR
            late = [
                (one, await _tap(on, one))
                for one in _owners(town, seen, "a year later")
                if one.data.startswith(_ENDS)
            ]
            on.now = MORNING
            _end(on)
            ours = [one for one in _owners(town, seen, "over") if not one.data.startswith(_STAYS)]
            over = [(one, await _tap(on, one)) for one in chance.sample(ours, min(len(ours), count // 5))]
    effects = [(one, came) for one, came in forged if town.effect(one, came)]
    effects += [(one, came) for one, came in (*late, *over) if came.changed or came.elsewhere]
    for one, came in effects:
        sys.stderr.write(f"{one.how} {one.data!r} by {one.actor.name}: {came}\n")
    everything = (*forged, *late, *over)
    kinds = {how: sum(one.how == how for one, _ in forged) for how in ("replayed", "changed", "made up")}
    return Row(
        "S3",
        f"{len(everything)} taps on {len(set().union(*seen.values()))} buttons",
        seed,
        (
            *(none(f"effects of buttons {how}", _count(effects, how)) for how in kinds),
            none("effects of buttons a year later", _count(effects, "a year later")),
            none("effects of buttons whose thing is over", _count(effects, "over")),
            none("told that the fault is ours", sum(OURS in came.said for _, came in everything)),
            at_least("own things changed by replayed buttons", _own(forged, town), 1),
        ),
    )


def _count(effects: Iterable[tuple[Tap, Came]], how: str) -> int:
    return sum(one.how == how for one, _ in effects)


def _own(forged: Iterable[tuple[Tap, Came]], town: Town) -> int:
    """A row in which nothing ever happens proves nothing: some taps are on things of one's own."""
    return sum(came.changed and town.may(one, came) for one, came in forged)


async def _walk(on: Trials, actor: Actor, screens: int) -> list[str]:
    """What the buttons say that somebody gets to see, in the order in which they come to them."""
    seen: dict[str, None] = {}
    waiting = [words(command) for command in COMMANDS]
    for number in range(len(COMMANDS) + screens):
        if number == len(waiting):
            break
        await on.attempt(actor, waiting[number], "a")
        fresh = [data for data in _buttons(on) if data not in seen]
        seen |= dict.fromkeys(fresh)
        waiting += map(tap, dict.fromkeys(fresh))
    return list(seen)


def _buttons(on: Trials) -> Iterator[str]:
    """Under what the bot has just said."""
    for call in on.ear.calls:
        for row in getattr(getattr(call, "reply_markup", None), "inline_keyboard", ()):
            yield from (button.callback_data for button in row if button.callback_data)


def _forged(town: Town, seen: dict[str, list[str]], chance: Random, count: int) -> Iterator[Tap]:
    """Half replayed by somebody who never had it, a third changed, the rest made up."""
    actors = list(town.on.town.actors.values())
    known = list(dict.fromkeys(data for some in seen.values() for data in some))
    for number in range(count):
        actor = chance.choice(actors)
        if number % 6 < 3:
            theirs = [data for data in known if data not in set(seen[actor.name])]
            yield Tap(actor, chance.choice(theirs), "replayed")
        elif number % 6 < 5:
            yield Tap(actor, _changed(town, chance.choice(known), known, chance), "changed")
        else:
            yield Tap(actor, "".join(chance.choice(_SIGNS) for _ in range(chance.randint(1, 40))), "made up")


def _changed(town: Town, data: str, known: list[str], chance: Random) -> str:
    """A word of it swapped for another button's, or the other side's; a sign changed; cut; drawn out."""
    parts = data.split(":")
    place = chance.randrange(len(parts))
    swapped = [*parts[:place], chance.choice(chance.choice(known).split(":")), *parts[place + 1 :]]
    at = chance.randrange(len(data))
    changed = chance.choice(
        [
            ":".join(swapped),
            _other_side(town, data),
            data[:at] + chance.choice(_SIGNS) + data[at + 1 :],
            data[:at],
            data + chance.choice(_SIGNS) * chance.randint(1, 9),
            data[::-1],
        ]
    )
    return changed.encode()[:64].decode(errors="ignore") or ":"


def _other_side(town: Town, data: str) -> str:
    """The same, about the other side's things."""
    ours, theirs = (town.on.town.objects[side] for side in CRECHES)
    for name, value in ours.items():
        if value in town.names["a"]:
            data = data.replace(value, theirs[name])
    return data


async def _tap(on: Trials, one: Tap) -> Came:
    return await on.attempt(one.actor, tap(one.data), "a")


def _owners(town: Town, seen: dict[str, list[str]], how: str) -> Iterator[Tap]:
    """Everybody's own buttons that name a thing."""
    for name, some in seen.items():
        yield from (Tap(town.on.town.actors[name], data, how) for data in some if town.named(data))


def _end(on: Trials) -> None:
    """Requests are closed, offers and forms over, rights taken back, sheets and announcements called back."""
    with on.storage.transaction() as records:
        for side in CRECHES:
            _end_side(records, on.town.objects[side])
        for actor in on.town.actors.values():
            if actor.person_id:
                _let_go(records, actor.person_id)
    on.file.backup(on.copy)
    on.usual = on.digest()


def _end_side(records: Records, found: dict[str, str]) -> None:
    for name in (key.removeprefix("ref_") for key in found if key.startswith("ref_")):
        request = records.requests.get(found[name])
        over = replace(request, state=State.CLOSED, state_before=request.state, changed_at=LONG_AGO)
        records.requests.save(over)
    for name in ("offer_offered", "offer_guest_offered", "offer_accepted"):
        offer = records.offers.get(found[name])
        records.offers.save(replace(offer, state=OfferState.WITHDRAWN, ended_at=LONG_AGO))
    records.sponsors.revoke_sheet(found["sheet"], at=LONG_AGO)


def _let_go(records: Records, person_id: str) -> None:
    person = records.people.get(person_id)
    for mandate in person.mandates:
        records.people.revoke(person_id, mandate)
    draft = records.drafts.of(person_id)
    if draft is not None:
        records.drafts.remove(draft.id)
