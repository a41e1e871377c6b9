"""A firm's vacant places: told, held for its colleagues until a day, then on the common list (section 5).

An agreement gives priority on n places. One of them that nobody has is held for the firm until `decide_by`,
the policy's days after it was told, or until the firm gives it back. It is told some months before it frees:
a colleague's child takes months to come, and a round gives a place away long before its first day.

A vacancy is a whole place, free on every half-day from its first day on; of a place used in part the rest is
everybody's. What was given back is held no more; a colleague may still come there, with the firm's priority.
Once somebody else has it, it counts as taken: the next exit that frees a place is a new vacancy, told anew.
A family that was offered one and does not take it leaves it as it was: it is the next family's.
Where a crèche has fewer free places than its firms have rights, who was told longest ago comes first. Above
the sponsors' ceiling a code gives no priority: nothing is held there.
"""

from bot.rules.vacancies.standing import vacant
from bot.rules.vacancies.vacancy import (
    Awaiting,
    Vacancy,
    VacancyOver,
    Vacant,
    awaiting,
    given_back_still,
    release,
    take_back,
    tell,
    thought_over,
)

__all__ = [
    "Awaiting",
    "Vacancy",
    "VacancyOver",
    "Vacant",
    "awaiting",
    "given_back_still",
    "release",
    "take_back",
    "tell",
    "thought_over",
    "vacant",
]
