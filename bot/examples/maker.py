"""What every step of making a cooperative up needs: chance, names, a family's request."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from bot.ports import Records
from bot.rules.calendar import FULL_WEEK, Month, Slot, Week, local_day, months_after
from bot.rules.people import Child, Consent, Person, Role
from bot.rules.policy import Policy
from bot.rules.requests import Claim, ClaimCode, Request, State, Wishes


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_GIVEN = _words(
    "Anaïs Bilal Chloé David Elif Farid Giulia Hugo Inès Jonas Karima Lucas Manon Nour Olivier Paula "
    "Quentin Rania Sofia Tom Ugo Valérie Wim Yasmine Zoé"
)
_FAMILY = _words(
    "Lambert Haddad Peeters Dubois Schmitz Moreau Rossi Maes Lejeune Bodson Collard Demir Fontaine Gilles "
    "Hubert Jacobs Kaya Laurent Martin Noël Renard Servais Thiry Urbain Wauters"
)
WEEKS: tuple[Week, ...] = (
    FULL_WEEK,
    FULL_WEEK - {Slot.WED_PM},
    frozenset({Slot.MON_AM, Slot.MON_PM, Slot.TUE_AM, Slot.TUE_PM, Slot.THU_AM, Slot.THU_PM}),
    frozenset(slot for slot in Slot if slot % 2 == 0),
    frozenset(slot for slot in Slot if slot < Slot.THU_AM),
)


@dataclass(frozen=True)
class Maker:
    """What every step of making up needs."""

    records: Records
    now: datetime
    policy: Policy
    chance: Random

    @property
    def today(self) -> date:
        return local_day(self.now)

    def name(self) -> str:
        return f"{self.chance.choice(_GIVEN)} {self.chance.choice(_FAMILY)}"

    def person(self, chat_id: int | None, name: str, language: str, **more: object) -> Person:
        """Somebody who read the notice some weeks ago."""
        consent = Consent(
            version=self.policy.notice_version,
            language=language,
            digest="0" * 64,
            accepted_at=self.now - timedelta(days=60),
        )
        fresh = Person(
            id=self.records.new_id(),
            chat_id=chat_id,
            language=language,
            name=name,
            consent=consent,
            example=True,
        )
        person = replace(fresh, **more)  # type: ignore[arg-type]  # fields of Person, named by the callers below
        self.records.people.add(person)
        return person


def request_of(maker: Maker, family: str, state: State, *, met: bool) -> Request:
    chance = maker.chance
    registered = maker.now - timedelta(days=chance.randint(20, 150), minutes=chance.randint(0, 1400))
    ranked = state is not State.REGISTERED
    confirmed = registered + timedelta(days=chance.randint(5, 18)) if ranked else None
    children = tuple(_child(maker) for _ in range(1 if chance.random() > 0.06 else 2))
    entry = max(Month.of(months_after(child.day, 3)) for child in children)
    return Request(
        id=maker.records.new_id(),
        reference=maker.records.new_reference(),
        family_id=family,
        children=children,
        wishes=Wishes(
            entry=max(entry, Month.of(maker.today).plus(chance.randint(1, 3))),
            earlier=chance.randint(0, 2),
            later=chance.randint(0, 4),
            week=chance.choice(WEEKS),
            creches=tuple(c.id for c in chance.sample(maker.policy.creches, chance.randint(1, 4))),
        ),
        claims=_claims(maker),
        state=state,
        registered_at=registered,
        met_on=local_day(registered + timedelta(days=3)) if ranked or met else None,
        confirmed_at=confirmed,
        changed_at=confirmed,
        still_at=maker.now - timedelta(days=(maker.now - registered).days % 60),  # not all asked at once
        predemand=f"PD-{chance.randint(100_000, 999_999)}",
        example=True,
    )


def _child(maker: Maker) -> Child:
    if maker.chance.random() < 0.6:
        return Child(born=False, day=maker.today + timedelta(days=maker.chance.randint(5, 170)))
    return Child(born=True, day=maker.today - timedelta(days=maker.chance.randint(10, 400)))


def _claims(maker: Maker) -> tuple[Claim, ...]:
    if maker.chance.random() > 0.15:
        return ()
    code = maker.chance.choice((ClaimCode.SIBLINGS, ClaimCode.EXTENDED_HOURS, ClaimCode.CLOSURE))
    seen = maker.today - timedelta(days=10) if maker.chance.random() < 0.7 else None
    return (Claim(code=code, seen_on=seen, seen_by=Role.COORDINATOR.value if seen else None),)
