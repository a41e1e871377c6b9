"""What can be wrong with a bot that works, in words for machines; people are told in their language."""

from enum import StrEnum


class Ailment(StrEnum):
    """The value is what `/health` says; `alert.<name>` is what staff read."""

    WAITING = "more updates wait than are handled"
    CONTESTED = "another program polls with this bot's token"
    UNDELIVERED = "nothing can be delivered"
    UNRECORDED = "deliveries cannot be recorded"
    STUCK = "the courier cannot work"
    NO_COURIER = "no courier works"
    JOB_LATE = "a job of the clock is late"
    POISON = "an update could not be handled"
    UNREACHED = "somebody with a part to play cannot be told"
