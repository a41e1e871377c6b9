"""Draw a month's sample of what staff read; that it was drawn is written down too."""

from datetime import datetime

from bot.ports import Records
from bot.rules.calendar import Month, at_local
from bot.rules.samples import READS, Line, Sample, Sampled, draw


def sample(records: Records, month: Month, *, seed: str, size: int, now: datetime) -> Sample:
    """So many of the month's reads, with who, what, why and when; all of them if there are fewer."""
    first, end = at_local(month.first, 0), at_local(month.plus(1).first, 0)
    reads = records.trace.between(first, end, READS)
    drawn = tuple(_named(records, line) for line in draw(reads, seed=seed, size=size))
    broken = records.trace.broken()
    why = f"{len(drawn)} of {len(reads)}, seed {seed}"
    records.trace.note(who="operator", what="sample drawn", subject=f"sample:{month}", why=why, at=now)
    return Sample(
        month=month,
        seed=seed,
        of=len(reads),
        drawn=drawn,
        broken=broken,
        last=reads[-1] if reads else None,
    )


def _named(records: Records, line: Line) -> Sampled:
    name = records.people.get(line.who).name if records.people.exists(line.who) else ""
    found = records.requests.some([line.subject])
    return Sampled(line=line, name=name, reference=found[0].reference if found else "")
