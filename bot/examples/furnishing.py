"""A cooperative that does not exist: families, firms and staff made up for the sandbox and the tests.

Everything made here is marked as an example. The same seed makes the same cooperative.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from bot.actions import contracts, offers
from bot.examples.characters import CROWD, FIRST_CHAT
from bot.ports import Records
from bot.rules import capacity
from bot.rules.calendar import FULL_WEEK, Month, Period, Slot, Week, local_day, months_after
from bot.rules.offers import Offer, Place
from bot.rules.people import Child, Consent, Mandate, Person, Role
from bot.rules.places import Agreement, Sponsor, Stay
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
_FIRMS = (
    "Atelier Mosane", "Verreries du Condroz", "Logistique Ardenne", "Pharma Sambre", "Banque du Bassin",
    "Acier Vert", "Studios Ourthe", "Transports Hesbaye", "Clinique des Terrils", "Robotique Wallonne",
    "Énergie Vesdre", "Imprimerie du Carré",
)  # fmt: skip
_WEEKS: tuple[Week, ...] = (
    FULL_WEEK,
    FULL_WEEK - {Slot.WED_PM},
    frozenset({Slot.MON_AM, Slot.MON_PM, Slot.TUE_AM, Slot.TUE_PM, Slot.THU_AM, Slot.THU_PM}),
    frozenset(slot for slot in Slot if slot % 2 == 0),
    frozenset(slot for slot in Slot if slot < Slot.THU_AM),
)


@dataclass(frozen=True)
class _Maker:
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


def furnish(records: Records, *, now: datetime, policy: Policy, seed: int = 1) -> None:
    """Make up the cooperative in an empty memory; one that knows somebody stays as it is."""
    if records.sponsors.all() or records.people.readers():
        return
    maker = _Maker(records, now, policy, Random(seed))  # noqa: S311 – examples, not secrets
    firms = _sponsors(maker)
    _stays(maker)
    _parents(maker)
    _staff(maker, firms)
    _families(maker)
    _offers(maker)


def _sponsors(maker: _Maker) -> tuple[Sponsor, ...]:
    firms = []
    for index, name in enumerate(_FIRMS):
        firm = Sponsor(id=f"firm-{index + 1}", name=f"{name} (exemple)", example=True)
        maker.records.sponsors.add(firm)
        firms.append(firm)
        creches = maker.chance.sample(maker.policy.creches, 1 + index % 2)
        for creche in creches:
            _agreement(maker, firm, creche.id, places=maker.chance.randint(2, 4), index=index)
        maker.records.sponsors.add_code(
            firm.id, f"CIGOGNE-{index + 1:02}", expires_at=maker.now + timedelta(days=90)
        )
    return tuple(firms)


def _agreement(maker: _Maker, firm: Sponsor, creche: str, *, places: int, index: int) -> None:
    start = Month.of(maker.today).plus(-maker.chance.randint(4, 14)).first
    agreement = Agreement(
        id=maker.records.new_id(),
        sponsor_id=firm.id,
        creche=creche,
        places=places,
        period=Period(start, Month.of(start).plus(32).last),
        price_cents=800_000,
        invoice_reference=f"PC-{start.year}-{index + 1:03}",
    )
    maker.records.sponsors.add_agreement(agreement)
    for _ in range(places - maker.chance.randint(0, 1)):
        begun = start + timedelta(days=maker.chance.randint(0, 90))
        stay = Stay(
            id=maker.records.new_id(),
            creche=creche,
            week=maker.chance.choice(_WEEKS),
            period=Period(begun, begun + timedelta(days=maker.chance.randint(500, 900))),
            agreement_id=agreement.id,
        )
        maker.records.places.add_stay(stay)


def _stays(maker: _Maker) -> None:
    """Fill every crèche to about nine tenths, so that a list makes sense."""
    for creche in maker.policy.creches:
        sponsored = maker.records.places.stays(creche.id, Period(maker.today))
        for _ in range(creche.places * 9 // 10 - len(sponsored)):
            start = maker.today - timedelta(days=maker.chance.randint(10, 600))
            end = start + timedelta(days=maker.chance.randint(650, 1000))
            stay = Stay(
                id=maker.records.new_id(),
                creche=creche.id,
                week=maker.chance.choice(_WEEKS[:3]),
                period=Period(start, end),
            )
            maker.records.places.add_stay(stay)


def _parents(maker: _Maker) -> None:
    """One parent a language, each at another point of the way."""
    _parent(maker, 1, "Anaïs Lambert", "fr", State.CONFIRMED)
    _parent(maker, 2, "Lena Schmitz", "de", State.REGISTERED, met=True)
    _parent(maker, 3, "Wim Peeters", "nl", State.REGISTERED)
    maker.person(FIRST_CHAT + 4, "", "en")


def _parent(maker: _Maker, number: int, name: str, language: str, state: State, *, met: bool = False) -> None:
    family = maker.records.new_id()
    maker.records.people.add_family(family)
    maker.person(FIRST_CHAT + number, name, language, family_id=family)
    request = _request(maker, family, state, met=met)
    creches = tuple(creche.id for creche in maker.policy.creches[:3])
    maker.records.requests.add(replace(request, wishes=replace(request.wishes, creches=creches)))


def _staff(maker: _Maker, firms: tuple[Sponsor, ...]) -> None:
    roles = (
        ("Luc Servais", "fr", Mandate(role=Role.HR, of=firms[0].id)),
        ("Griet Maes", "nl", Mandate(role=Role.HR, of=firms[1].id)),
        ("Nadia Collard", "fr", Mandate(role=Role.COORDINATOR)),
        ("Karl Jacobs", "de", Mandate(role=Role.COORDINATOR)),
        ("Paul Thiry", "fr", Mandate(role=Role.DIRECTOR, of=maker.policy.creches[0].id)),
    )
    for chat_id, (name, language, mandate) in enumerate(roles, start=FIRST_CHAT + 11):
        person = maker.person(chat_id, name, language)
        maker.records.people.grant(person.id, mandate, at=maker.now)


def _families(maker: _Maker) -> None:
    """The others on the list: some without Telegram, some who want no news."""
    for chat_id in CROWD:
        family = maker.records.new_id()
        maker.records.people.add_family(family)
        name, language = maker.name(), maker.chance.choices(("fr", "nl", "de", "en"), (80, 8, 5, 7))[0]
        at_desk = maker.chance.random() < 0.05
        maker.person(
            None if at_desk else chat_id,
            name,
            language,
            family_id=family,
            phone=f"+3247{maker.chance.randint(0, 9_999_999):07}",
            wants_news=maker.chance.random() > 0.04,
        )
        state = maker.chance.choices((State.REGISTERED, State.CONFIRMED, State.REFUSED), (3, 6, 2))[0]
        maker.records.requests.add(_request(maker, family, state, met=maker.chance.random() < 0.4))


def _offers(maker: _Maker) -> None:
    """A place that waits for an answer, one that waits for a contract, one whose contract is signed."""
    first, *_, last = maker.policy.creches
    _offered(maker, 5, "Elif Demir", "fr", first.id, days_ago=2)
    taken = _offered(maker, 6, "Hugo Renard", "fr", first.id, days_ago=6)
    signed = _offered(maker, 7, "Sofia Maes", "nl", last.id, days_ago=9)
    for (parent, offer), days_ago in ((taken, 3), (signed, 5)):
        at = maker.now - timedelta(days=days_ago)
        offers.accept(maker.records, parent, offer.id, now=at, policy=maker.policy)
    (coordinator, *_) = maker.records.people.holders(Role.COORDINATOR)
    contracts.sign(maker.records, coordinator.id, signed[1].id, now=maker.now - timedelta(days=1))


def _offered(
    maker: _Maker, number: int, name: str, language: str, creche: str, *, days_ago: int
) -> tuple[str, Offer]:
    """A family with one child that was offered a place some days ago: the parent's id and the offer."""
    family, at = maker.records.new_id(), maker.now - timedelta(days=days_ago)
    maker.records.people.add_family(family)
    parent = maker.person(FIRST_CHAT + number, name, language, family_id=family)
    made = _request(maker, family, State.CONFIRMED, met=True)
    creches = tuple(dict.fromkeys((creche, *made.wishes.creches)))
    request = replace(
        made,
        children=(Child(born=True, day=maker.today - timedelta(days=100)),),
        wishes=replace(made.wishes, creches=creches),
    )
    maker.records.requests.add(request)
    start = capacity.starts(request, creche, maker.today, maker.policy)[0]
    offer = offers.propose(
        maker.records,
        request,
        Place(creche=creche, start=start),
        who="",
        decided=True,
        now=at,
        policy=maker.policy,
    )
    return parent.id, offer


def _request(maker: _Maker, family: str, state: State, *, met: bool) -> Request:
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
            week=chance.choice(_WEEKS),
            creches=tuple(c.id for c in chance.sample(maker.policy.creches, chance.randint(1, 4))),
        ),
        claims=_claims(maker),
        state=state,
        registered_at=registered,
        met_on=local_day(registered + timedelta(days=3)) if ranked or met else None,
        confirmed_at=confirmed,
        changed_at=confirmed,
        predemand=f"PD-{chance.randint(100_000, 999_999)}",
        example=True,
    )


def _child(maker: _Maker) -> Child:
    if maker.chance.random() < 0.6:
        return Child(born=False, day=maker.today + timedelta(days=maker.chance.randint(5, 170)))
    return Child(born=True, day=maker.today - timedelta(days=maker.chance.randint(10, 400)))


def _claims(maker: _Maker) -> tuple[Claim, ...]:
    if maker.chance.random() > 0.15:
        return ()
    code = maker.chance.choice((ClaimCode.SIBLINGS, ClaimCode.EXTENDED_HOURS, ClaimCode.CLOSURE))
    seen = maker.today - timedelta(days=10) if maker.chance.random() < 0.7 else None
    return (Claim(code=code, seen_on=seen, seen_by=Role.COORDINATOR.value if seen else None),)
