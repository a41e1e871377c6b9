"""What is taken at a crèche: signed contracts, and what offers under way keep."""

from bot.ports import Records
from bot.rules.calendar import Period
from bot.rules.offers import promised
from bot.rules.places import Agreement, Stay


def taken(records: Records, creche: str, period: Period) -> tuple[Stay, ...]:
    """Every stay with a day in the period, those that would come of standing offers included."""
    coming = (stay for offer in records.offers.standing_at(creche) for stay in promised(offer))
    return (
        *records.places.stays(creche, period),
        *(stay for stay in coming if stay.period.overlap(period) is not None),
    )


def agreements(records: Records) -> list[Agreement]:
    """Every firm's, at every crèche."""
    return [one for sponsor in records.sponsors.all() for one in records.sponsors.agreements(sponsor.id)]
