"""The file of `/mydata`: for other programs, and for whom it is about: each name and code is explained."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.actions.my_data import MyData
from bot.rules.data import Datum
from bot.rules.policy import Policy
from bot.texts import Speaker


def my_file(t: Speaker, found: MyData, policy: Policy) -> str:
    """JSON: what its names mean, what its codes mean, then what is kept."""
    told = found.as_json()
    explained = {name: t.show(Datum(name)) for name in _names(told)}
    whole = {"explained": explained, "codes": _codes(t, found, policy), **told}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _names(told: Any) -> Iterator[str]:
    """Every name, in the order of the file."""
    if isinstance(told, Mapping):
        for name, value in told.items():
            yield name
            yield from _names(value)
    elif isinstance(told, list):
        for value in told:
            yield from _names(value)


def _codes(t: Speaker, found: MyData, policy: Policy) -> dict[str, dict[str, str]]:
    """The codes that stand in this file, by where they stand."""
    offers = [offer for request in found.requests for offer in found.offers[request.id]]
    weeks = [one.week for one in offers] + [request.wishes.week for request in found.requests]
    claims = [claim.code for request in found.requests for claim in request.claims]
    codes: dict[str, dict[str, str]] = {
        Datum.STATE: {one.state: t(f"state.{one.state.value}") for one in found.requests},
        Datum.OFFERS: {one.state: t.show(one.state) for one in offers},
        Datum.HALF_DAYS: {slot.name: t.show(slot) for slot in sorted(frozenset[Any]().union(*weeks))},
        Datum.CRECHES: {
            creche: policy.creche(creche).name for one in found.requests for creche in one.wishes.creches
        },
        Datum.CLAIMS: {code: t.show(code) for code in claims},
        Datum.ASKED_ABOUT_DATA: {one.kind: t.plain(f"plea.kind.{one.kind.value}") for one in found.pleas},
        Datum.WHAT: {one.what: t.show(one.what) for one in found.reads},
        Datum.ROLE: {one.role: t.plain(f"role.name.{one.role.value}") for one in found.reads if one.role},
        Datum.WHY: {one.why: t.show(one.purpose) for one in found.reads if one.purpose},
    }
    return {where: found for where, found in codes.items() if found}
