"""A cooperative's year, lived in minutes: the real actions and storage, a simulated clock, seeded faults.

`live` signs families up, lets staff decide and families answer, wakes the timetable's jobs, and checks every
evening what has to be true (`bot.year.checks`). The same seed lives the same year.
"""

from bot.year.living import Lived, live
from bot.year.year import Wanted

__all__ = ["Lived", "Wanted", "live"]
