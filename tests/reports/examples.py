"""The worked example of the rules (section 5), and what surrounds it on a summary. Every firm is made up."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from bot.rules.calendar import Month, Period
from bot.rules.colleagues import Band, People
from bot.rules.occupancy import CrecheMonth, Occupancy
from bot.rules.vacancies import Awaiting

MARCH = Month(2027, 3)
FEW = Band(low=None, high=5)
LANGUAGES = ("fr", "nl", "de", "en")

#: Two places, 22 open days; a full week and a Monday–Tuesday stay from 8 March.
MARELLE = CrecheMonth(
    creche="La Marelle",
    agreement_id="3f9a0c1b7d2e4f60",
    agreement=Period(date(2025, 9, 1), date(2027, 8, 31)),
    places=2,
    open_half_days=44,
    reserved=88,
    contracted=58,
    offered=0,
    entries=Fraction(4, 10),
    exits=Fraction(0),
    exits_expected=tuple(
        (MARCH.plus(ahead), Fraction(4, 10) if ahead == 3 else Fraction(0)) for ahead in range(1, 7)
    ),
    invoice_reference="PC-2027-014",
    price_cents=800_000,
)
ENVOL = replace(
    MARELLE, creche="L’Envol", agreement_id="beef", places=3, reserved=132, contracted=110, offered=11
)
#: The crèche was closed all month: nothing reserved.
CLOSED = replace(MARELLE, open_half_days=0, reserved=0, contracted=0)

_SHARES = (None, None, 41, 50, 55, 62, 70, 83, 80, 78, 61)

WORKED = Occupancy(
    sponsor_id="firm-1",
    sponsor_name="Verreries du Condroz",
    month=MARCH,
    creches=(MARELLE,),
    history=(
        *(
            (MARCH.plus(index - 11), None if share is None else Fraction(share, 100))
            for index, share in enumerate(_SHARES)
        ),
        (MARCH, Fraction(58, 88)),
    ),
    people=People(
        waiting=Band(low=10, high=14),
        served=FEW,
        refused=FEW,
        withdrawn=FEW,
        codes_used=Band(low=5, high=9),
        mean_days_to_offer=37,
    ),
    year_reserved=258,
    year_contracted=170,
)
#: One of the two places is vacant and kept until a day.
KEPT = Awaiting(creche=MARELLE.creche, agreement_id=MARELLE.agreement_id, places=1, by=date(2027, 4, 12))
HELD = replace(WORKED, awaiting=(KEPT,))
TWO = replace(WORKED, creches=(MARELLE, ENVOL))
SHUT = replace(
    WORKED,
    creches=(CLOSED,),
    history=tuple((MARCH.plus(back), None) for back in range(-11, 1)),
    year_reserved=0,
)
LONG_NAME = "Crèche du Parc scientifique de Crealys, bâtiment des Tilleuls"
#: Six crèches with long names, a firm with a longer one, figures of three digits.
CROWDED = replace(
    WORKED,
    sponsor_name="Société coopérative des Transports et Services logistiques de Hesbaye-Condroz & Cie SA",
    creches=tuple(
        replace(MARELLE, creche=f"{LONG_NAME} {index}", places=20, reserved=880, contracted=700, offered=22)
        for index in range(6)
    ),
    example=True,
)
HOSTILE = '#eval("1") $x$ [*] _a_ `b` <c> & \\u{41} // d'
