"""Who is ranked around a request at a crèche."""

from bot.ports import Records
from bot.rules.waitlist import Crowd


def crowd_of(records: Records, request_id: str, creche: str) -> Crowd | None:
    """On the list of its entry month; None if it is not ranked there."""
    own = records.standings.own(request_id).get(creche)
    return None if own is None else records.standings.crowds(own, creche)[0]
