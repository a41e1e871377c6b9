"""The people, firms and crèches that every test knows, on a fixed morning.

Ana Lambert expects a child on 20 June 2027. Bilal Haddad's twins were born in October. Chloé Peeters has
a child in the crèche already (priority 52-1a), David Schmitz speaks German. Nadia coordinates the six
crèches, Mireille directs the one at Marcinelle, Luc is HR manager of Technord, a sponsor of two places.
Their confirmed requests are the example of the rules, section 4.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

import holidays

from bot.rules.calendar import FULL_WEEK, Month, Period, Slot, at_local
from bot.rules.people import Child, Consent, Mandate, Person, Role
from bot.rules.places import Agreement, Sponsor, Stay
from bot.rules.policy import Creche, Policy
from bot.rules.references import make_reference
from bot.rules.requests import Claim, ClaimCode, Request, State, Wishes

#: A Tuesday, 09:00 in Brussels.
MORNING: datetime = at_local(date(2027, 1, 12), 9)
TODAY: date = date(2027, 1, 12)

BELGIAN_HOLIDAYS: frozenset[date] = frozenset(holidays.country_holidays("BE", years=range(2024, 2036)))


def _creche(creche_id: str, town: str, postal_code: str, places: int, where: tuple[float, float]) -> Creche:
    return Creche(
        id=creche_id,
        name=f"Les P’tits Soleils de {town}",
        town=town,
        postal_code=postal_code,
        places=places,
        latitude=where[0],
        longitude=where[1],
        priorities=frozenset({"52-1", "52-2", "52-4", "52-5"}),
    )


POLICY = Policy(
    cooperative="Les P’tits Soleils",
    creches=(
        _creche("marcinelle", "Marcinelle", "6001", 56, (50.390, 4.442)),
        _creche("lodelinsart", "Lodelinsart", "6042", 42, (50.429, 4.450)),
        _creche("grace-hollogne", "Grâce-Hollogne", "4460", 56, (50.640, 5.489)),
        _creche("andrimont", "Andrimont", "4821", 56, (50.612, 5.884)),
        _creche("liege-1", "Liège", "4000", 56, (50.633, 5.567)),
        _creche("liege-2", "Liège", "4020", 56, (50.640, 5.595)),
    ),
    holidays=BELGIAN_HOLIDAYS,
    data_contact="donnees@example.org",
)


# People


def _consent(language: str) -> Consent:
    return Consent(version="1", language=language, digest="ab" * 32, accepted_at=MORNING - timedelta(days=30))


def _parent(person_id: str, name: str, chat_id: int | None, language: str = "fr") -> Person:
    return Person(
        id=person_id,
        chat_id=chat_id,
        language=language,
        name=name,
        family_id=name.rsplit(maxsplit=1)[-1].lower(),
        consent=_consent(language),
    )


def _staff(name: str, chat_id: int, mandate: Mandate) -> Person:
    return Person(
        id=name.lower(),
        chat_id=chat_id,
        language="fr",
        name=name,
        mandates=frozenset({mandate}),
        consent=_consent("fr"),
    )


ANA = _parent("ana", "Ana Lambert", 1001)
BILAL = _parent("bilal", "Bilal Haddad", 1002, "nl")
CHLOE = _parent("chloe", "Chloé Peeters", 1003)
DAVID = _parent("david", "David Schmitz", 1004, "de")
EVA = _parent("eva", "Eva Novak", None, "en")  # entered at the desk, without Telegram

NADIA = _staff("Nadia", 2001, Mandate(role=Role.COORDINATOR))
MIREILLE = _staff("Mireille", 2002, Mandate(role=Role.DIRECTOR, of="marcinelle"))
LUC = _staff("Luc", 2003, Mandate(role=Role.HR, of="technord"))

PARENTS = (ANA, BILAL, CHLOE, DAVID, EVA)
STAFF = (NADIA, MIREILLE, LUC)


# Requests


def _request(number: int, parent: Person, children: tuple[Child, ...], creches: tuple[str, ...]) -> Request:
    return Request(
        id=f"request-{parent.id}",
        reference=make_reference(2_718_281_828_459 * number),
        family_id=parent.family_id or "",
        children=children,
        wishes=Wishes(entry=Month(2027, 10), earlier=0, later=2, week=FULL_WEEK, creches=creches),
        claims=(),
        state=State.REGISTERED,
        registered_at=MORNING - timedelta(days=7 - number),
    )


EXPECTED_IN_JUNE = Child(born=False, day=date(2027, 6, 20))
BORN_IN_OCTOBER = Child(born=True, day=date(2026, 10, 3))
PROVEN_SIBLING = Claim(code=ClaimCode.SIBLINGS, seen_on=date(2027, 1, 11), seen_by="director")

#: Registered, not met yet; Ana may confirm from 20 December 2026 on, the others at once.
LAMBERT = _request(1, ANA, (EXPECTED_IN_JUNE,), ("marcinelle", "lodelinsart"))
HADDAD = _request(2, BILAL, (BORN_IN_OCTOBER, BORN_IN_OCTOBER), ("marcinelle",))
PEETERS = replace(
    _request(3, CHLOE, (BORN_IN_OCTOBER,), ("marcinelle", "lodelinsart")), claims=(PROVEN_SIBLING,)
)
SCHMITZ = _request(4, DAVID, (BORN_IN_OCTOBER,), ("lodelinsart",))


def confirmed(request: Request, at: datetime) -> Request:
    """That request, met the day before and confirmed at that moment."""
    return replace(
        request,
        state=State.CONFIRMED,
        met_on=(at - timedelta(days=1)).date(),
        confirmed_at=at,
        changed_at=at,
        predemand="ONE-1234",
    )


LAMBERT_CONFIRMED = confirmed(LAMBERT, MORNING)
HADDAD_CONFIRMED = confirmed(HADDAD, MORNING + timedelta(minutes=5))
PEETERS_CONFIRMED = confirmed(PEETERS, MORNING + timedelta(minutes=10))
SCHMITZ_CONFIRMED = confirmed(SCHMITZ, MORNING + timedelta(minutes=20))


# A sponsor and its month: the example of the rules, section 5 (March 2027)

TECHNORD = Sponsor(id="technord", name="Technord (exemple)", number="0123456749", example=True)
TECHNORD_AGREEMENT = Agreement(
    id="technord-marcinelle",
    sponsor_id="technord",
    creche="marcinelle",
    places=2,
    period=Period(date(2026, 9, 1), date(2029, 5, 31)),
    price_cents=800_000,
    invoice_reference="PC-2026-001",
)
MONDAY_TUESDAY = frozenset({Slot.MON_AM, Slot.MON_PM, Slot.TUE_AM, Slot.TUE_PM})
FULL_STAY = Stay(
    id="full",
    creche="marcinelle",
    week=FULL_WEEK,
    period=Period(date(2026, 10, 1), date(2029, 8, 26)),
    agreement_id="technord-marcinelle",
)
TWO_DAY_STAY = Stay(
    id="two-days",
    creche="marcinelle",
    week=MONDAY_TUESDAY,
    period=Period(date(2027, 3, 8), date(2029, 8, 26)),
    agreement_id="technord-marcinelle",
)
