"""What is taken at a crèche: signed contracts, and what offers under way keep."""

from bot.ports import Records
from bot.rules.calendar import Period
from bot.rules.offers import promised
from bot.rules.places import Stay


def taken(records: Records, creche: str, period: Period) -> tuple[Stay, ...]:
    """Every stay with a day in the period, those that would come of standing offers included."""
    coming = (stay for offer in records.offers.standing_at(creche) for stay in promised(offer))
    return (
        *records.places.stays(creche, period),
        *(stay for stay in coming if stay.period.overlap(period) is not None),
    )
