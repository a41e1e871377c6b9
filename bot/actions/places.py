"""What is taken at a crèche: signed contracts, and what offers under way keep."""

from collections.abc import Iterator

from bot.ports import Records
from bot.rules.calendar import Period
from bot.rules.offers import promised
from bot.rules.places import Stay


def taken(records: Records, creche: str, period: Period) -> tuple[Stay, ...]:
    """Every stay with a day in the period, those that would come of standing offers included."""
    return (*records.places.stays(creche, period), *_offered(records, creche, period))


def settled(records: Records, creche: str, period: Period) -> tuple[Stay, ...]:
    """The same, without the offers that others than a firm's colleagues think about: they may decline."""
    colleagues = (stay for stay in _offered(records, creche, period) if stay.agreement_id is not None)
    return (*records.places.stays(creche, period), *colleagues)


def _offered(records: Records, creche: str, period: Period) -> Iterator[Stay]:
    coming = (stay for offer in records.offers.standing_at(creche) for stay in promised(offer))
    return (stay for stay in coming if stay.period.overlap(period) is not None)
