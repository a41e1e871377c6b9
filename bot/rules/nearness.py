"""Which crèche is near: straight lines on a small map, for the order of a list and nothing else."""

from collections.abc import Mapping
from math import cos, hypot, radians

from bot.rules.policy import Policy

KM_PER_DEGREE = 111.2  # of latitude; a degree of longitude is shorter by the cosine of the latitude

Point = tuple[float, float]  # latitude, longitude


def distance_km(one: Point, other: Point) -> float:
    """As the crow flies; good to a percent within Belgium."""
    shrink = cos(radians((one[0] + other[0]) / 2))
    return KM_PER_DEGREE * hypot(one[0] - other[0], (one[1] - other[1]) * shrink)


def creches_by_nearness(policy: Policy, postal_code: str) -> tuple[str, ...]:
    """All crèches, the nearest to a postal code first; in the cooperative's order if there is no code."""
    home = _point(policy.places_on_map, postal_code)
    if home is None:
        return tuple(creche.id for creche in policy.creches)
    away = {creche.id: distance_km(home, (creche.latitude, creche.longitude)) for creche in policy.creches}
    return tuple(sorted(away, key=lambda creche: away[creche]))


def _point(places: Mapping[str, Point], postal_code: str) -> Point | None:
    """Where a code lies; one that is not on the map lies by the closest number (they run by area)."""
    if not postal_code.isdecimal() or not places:
        return None
    closest = min(places, key=lambda known: (abs(int(known) - int(postal_code)), known))
    return places[closest]
