"""A cooperative that does not exist: families, firms and staff made up for the sandbox and the tests.

Everything made here is marked as an example. The same seed makes the same cooperative.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from bot.actions import contracts, offers
from bot.actions.families import JOINED
from bot.actions.unheard import tell_unheard
from bot.actions.vacancies import tell_vacancies
from bot.examples.characters import CROWD, FIRST_CHAT
from bot.examples.maker import WEEKS, Maker, request_of
from bot.ports import Records
from bot.rules.calendar import Month, Period, at_local
from bot.rules.offers import Offer, Place
from bot.rules.people import Child, Mandate, Role
from bot.rules.places import Agreement, Sponsor, Stay
from bot.rules.policy import Policy
from bot.rules.requests import Claim, ClaimCode, State
from bot.rules.starts import starts

_FIRMS = (
    "Atelier Mosane", "Verreries du Condroz", "Logistique Ardenne", "Pharma Sambre", "Banque du Bassin",
    "Acier Vert", "Studios Ourthe", "Transports Hesbaye", "Clinique des Terrils", "Robotique Wallonne",
    "Énergie Vesdre", "Imprimerie du Carré",
)  # fmt: skip


#: Made up, with right check digits.
_NUMBERS = (
    "0405170087", "0448293715", "0491417440", "0534541165", "0577664890", "0620788518",
    "0663912243", "0707035968", "0750159693", "0793283321", "0836407046", "0879530771",
)  # fmt: skip


def furnish(records: Records, *, now: datetime, policy: Policy, seed: int = 1) -> None:
    """Make up the cooperative in an empty memory; one that knows somebody stays as it is."""
    if records.sponsors.all() or records.people.readers():
        return
    maker = Maker(records, now, policy, Random(seed))  # noqa: S311 – examples, not secrets
    firms = _sponsors(maker)
    _stays(maker)
    _vacancies(maker)
    _parents(maker)
    _staff(maker, firms)
    _families(maker)
    _offers(maker)
    _others(maker)


def _sponsors(maker: Maker) -> tuple[Sponsor, ...]:
    firms = []
    for index, name in enumerate(_FIRMS):
        number = _NUMBERS[index]
        firm = Sponsor(id=f"firm-{index + 1}", name=f"{name} (exemple)", number=number, example=True)
        maker.records.sponsors.add(firm)
        firms.append(firm)
        creches = maker.chance.sample(maker.policy.creches, 1 + index % 2)
        for creche in creches:
            _agreement(maker, firm, creche.id, places=maker.chance.randint(2, 4), index=index)
        maker.records.sponsors.add_code(
            firm.id, f"CIGOGNE-{index + 1:02}", expires_at=maker.now + timedelta(days=90)
        )
    return tuple(firms)


def _agreement(maker: Maker, firm: Sponsor, creche: str, *, places: int, index: int) -> None:
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
            week=maker.chance.choice(WEEKS),
            period=Period(begun, begun + timedelta(days=maker.chance.randint(500, 900))),
            agreement_id=agreement.id,
        )
        maker.records.places.add_stay(stay)


def _stays(maker: Maker) -> None:
    """Fill every crèche to about nine tenths, so that a list makes sense."""
    for creche in maker.policy.creches:
        sponsored = maker.records.places.stays(creche.id, Period(maker.today))
        for _ in range(creche.places * 9 // 10 - len(sponsored)):
            start = maker.today - timedelta(days=maker.chance.randint(10, 600))
            end = start + timedelta(days=maker.chance.randint(650, 1000))
            stay = Stay(
                id=maker.records.new_id(),
                creche=creche.id,
                week=maker.chance.choice(WEEKS[:3]),
                period=Period(start, end),
            )
            maker.records.places.add_stay(stay)


def _vacancies(maker: Maker) -> None:
    """Vacant places were told this morning: whoever comes in finds no message about what was before."""
    morning = at_local(maker.today, 9)
    tell_vacancies(maker.records, now=morning, policy=maker.policy)
    tell_unheard(maker.records, now=morning, policy=maker.policy)


def _parents(maker: Maker) -> None:
    """One parent a language, each at another point of the way."""
    _parent(maker, 1, "Anaïs Lambert", "fr", State.CONFIRMED)
    _parent(maker, 2, "Lena Schmitz", "de", State.REGISTERED, met=True)
    _parent(maker, 3, "Wim Peeters", "nl", State.REGISTERED)
    maker.person(FIRST_CHAT + 4, "", "en")


def _parent(maker: Maker, number: int, name: str, language: str, state: State, *, met: bool = False) -> None:
    family = maker.records.new_id()
    maker.records.people.add_family(family)
    maker.person(FIRST_CHAT + number, name, language, family_id=family)
    request = request_of(maker, family, state, met=met)
    creches = tuple(creche.id for creche in maker.policy.creches[:3])
    maker.records.requests.add(replace(request, wishes=replace(request.wishes, creches=creches)))


def _staff(maker: Maker, firms: tuple[Sponsor, ...]) -> None:
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


def _families(maker: Maker) -> None:
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
        maker.records.requests.add(request_of(maker, family, state, met=maker.chance.random() < 0.4))


def _offers(maker: Maker) -> None:
    """A place that waits for an answer, one that waits for a contract, one whose contract is signed."""
    first, *_, last = maker.policy.creches
    _offered(maker, 5, "Elif Demir", "fr", first.id, days_ago=2)
    taken = _offered(maker, 6, "Hugo Renard", "fr", first.id, days_ago=6)
    signed = _offered(maker, 7, "Sofia Maes", "nl", last.id, days_ago=9)
    for (parent, offer), days_ago in ((taken, 3), (signed, 5)):
        at = maker.now - timedelta(days=days_ago)
        offers.accept(maker.records, parent, offer.id, now=at, policy=maker.policy)
    (coordinator, *_) = maker.records.people.holders(Role.COORDINATOR)
    at = maker.now - timedelta(days=1)
    contracts.sign(maker.records, coordinator.id, signed[1].id, now=at, policy=maker.policy)


def _others(maker: Maker) -> None:
    """Whoever is at a point of the way where one waits, or where it ends."""
    _other(maker, 8, "Giulia Rossi", "fr", State.CONFIRMED, children=(_due(maker, 1),))
    unseen = (Claim(code=ClaimCode.SIBLINGS),)
    _other(maker, 9, "Jonas Bodson", "de", State.REFUSED, claims=unseen)
    _other(maker, 10, "Karima Kaya", "fr", State.PAUSED, state_before=State.CONFIRMED)
    _other(maker, 16, "Tom Jacobs", "en", State.WITHDRAWN, state_before=State.CONFIRMED)
    _other(maker, 17, "Rania Thiry", "fr", State.CLOSED)
    _other(maker, 18, "Ugo Fontaine", "fr", State.LEFT)
    family = _other(maker, 19, "Inès Hubert", "fr", State.CONFIRMED)
    second = maker.person(FIRST_CHAT + 20, "Wout Hubert", "nl", family_id=family)
    maker.records.ledger.mark(JOINED, second.id, family, at=maker.now - timedelta(days=3))


def _due(maker: Maker, days_ago: int) -> Child:
    return Child(born=False, day=maker.today - timedelta(days=days_ago))


def _other(maker: Maker, number: int, name: str, language: str, state: State, **more: object) -> str:
    """A family whose request has come to that state some hours ago; the family's id."""
    family = maker.records.new_id()
    maker.records.people.add_family(family)
    maker.person(FIRST_CHAT + number, name, language, family_id=family)
    request = request_of(maker, family, state, met=True)
    waits = replace(request, claims=(), changed_at=maker.now - timedelta(hours=3))
    maker.records.requests.add(replace(waits, **more))  # type: ignore[arg-type]  # fields of Request, named above
    return family


def _offered(
    maker: Maker, number: int, name: str, language: str, creche: str, *, days_ago: int
) -> tuple[str, Offer]:
    """A family with one child that was offered a place some days ago: the parent's id and the offer."""
    family, at = maker.records.new_id(), maker.now - timedelta(days=days_ago)
    maker.records.people.add_family(family)
    parent = maker.person(FIRST_CHAT + number, name, language, family_id=family)
    made = request_of(maker, family, State.CONFIRMED, met=True)
    creches = tuple(dict.fromkeys((creche, *made.wishes.creches)))
    request = replace(
        made,
        children=(Child(born=True, day=maker.today - timedelta(days=100)),),
        wishes=replace(made.wishes, creches=creches),
    )
    maker.records.requests.add(request)
    start = starts(request, creche, maker.today, maker.policy)[0]
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
