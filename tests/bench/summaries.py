"""P6: the months of a thousand firms as message, picture, page and spreadsheet, beside the bare renderers.

The bare side gets what is to be drawn ready made, in the same templates, and as many cells. Each side is a
process of its own, so that its memory is its own. What a tap waits meanwhile is asked of a real storage.
"""

import asyncio
import io
import json
import sys
import time
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory

import xlsxwriter

from bot.actions.summaries import due_at
from bot.ports import Records
from bot.reports import TypstReports
from bot.reports.page import page
from bot.reports.picture import picture
from bot.reports.typesetter import Template
from bot.rules.calendar import FULL_WEEK, Month, Period
from bot.rules.colleagues import people
from bot.rules.occupancy import Books, Occupancy
from bot.rules.places import Agreement, Sponsor, Stay
from bot.texts import Texts
from bot.texts.summaries import caption
from bot.timetable import Timetable
from storage import Storage
from tests.bench.figures import Part, Row, at_most, beside
from tests.bench.machine import machine
from tests.bench.programs import MEGABYTE, output_of
from tests.cast import POLICY
from tests.faults.months import JOB, Clock
from tests.kept import empty_storage

FIRMS, BARE = 1000, 200
MOST_SECONDS, MOST_RATIO, MOST_GROWTH = 60, 2, 1.25
TAP_SECONDS = 2
MONTH = Month(2027, 3)
#: Places at each crèche: most firms have one crèche, some four.
SIZES = ((1,), (2,), (5,), (1, 2), (14, 10, 10, 6))
_KILOBYTE = 1024


def run() -> Row:
    """Once: a thousand are a median of their own."""
    with machine() as here:
        ours = json.loads(output_of("-m", __name__, "ours", str(FIRMS)))
        bare = json.loads(output_of("-m", __name__, "bare", str(BARE)))
        taps = asyncio.run(_taps())
    return Row(
        "P6",
        (
            beside(
                "a firm's four artefacts",
                "ms CPU",
                [1000 * ours["seconds"] / FIRMS],
                [1000 * bare["seconds"] / BARE],
                most=MOST_RATIO,
            ),
            at_most("1,000 firms", "s CPU", [ours["seconds"]], MOST_SECONDS, slower=here.slower),
            Part(what="memory after 1,000 firms", unit="MB", ours=ours["megabytes"][-1]),
            at_most(
                "memory after 1,000 firms, against that after 200",
                "×",
                [ours["megabytes"][-1] / ours["megabytes"][0]],
                MOST_GROWTH,
            ),
            at_most("a tap while 1,000 months are made, p95", "s", [taps], TAP_SECONDS),
            here.part,
        ),
    )


def _firm(number: int) -> tuple[Sponsor, Books]:
    chance = Random(number)
    sponsor = Sponsor(id=f"firm-{number}", name=f"Entreprise {number} {'&' * (number % 9)} Fils")
    agreements, stays = [], []
    for creche, places in zip(POLICY.creches, SIZES[number % len(SIZES)], strict=False):
        one = Agreement(
            id=f"a{number}-{creche.id}",
            sponsor_id=sponsor.id,
            creche=creche.id,
            places=places,
            period=Period(date(2026, 1, 1) + timedelta(days=chance.randrange(200)), date(2028, 8, 31)),
            price_cents=800_000,
            invoice_reference=f"PC-{number}",
        )
        agreements.append(one)
        for place in range(places):
            period = Period(one.period.start, date(2027, 2, 1) + timedelta(days=chance.randrange(500)))
            stays.append(
                Stay(
                    id=f"{one.id}-{place}",
                    creche=creche.id,
                    week=FULL_WEEK,
                    period=period,
                    agreement_id=one.id,
                )
            )
    return sponsor, Books(agreements, stays, [], POLICY)


def _months(number: int) -> tuple[Occupancy, ...]:
    """The month with its people last, the eleven before it for the spreadsheet."""
    sponsor, books = _firm(number)
    before = [books.month(sponsor, MONTH.plus(-back)) for back in range(11, 0, -1)]
    month = books.month(sponsor, MONTH, people(MONTH, [], [], POLICY))
    return (*(one for one in before if one.creches), month)


def _ours(count: int) -> dict[str, object]:
    texts = Texts.load()
    reports = TypstReports(texts, POLICY)
    megabytes = []
    before = time.process_time()
    for number in range(count):
        months = _months(number)
        language = texts.languages[number % len(texts.languages)]
        caption(months[-1], texts.speaker(language), POLICY)
        reports.picture(months[-1], language)
        reports.page(months[-1], language)
        reports.spreadsheet(months, language)
        if number + 1 in {count // 5, count}:
            megabytes.append(_megabytes())
    return {"seconds": time.process_time() - before, "megabytes": megabytes}


def _bare(count: int) -> dict[str, object]:
    """What is left when nothing has to be worked out or worded."""
    texts = Texts.load()
    drawn = []
    for number in range(count):
        months = _months(number)
        t = texts.speaker(texts.languages[number % len(texts.languages)])
        rows = sum(len(month.creches) for month in months)
        drawn.append((picture(months[-1], t, POLICY), page(months[-1], t, POLICY), rows))
    templates = Template("picture.typ"), Template("page.typ")
    before = time.process_time()
    for image, sheet, rows in drawn:
        templates[0].compile(image, format="png", ppi=144)
        templates[1].pdf(sheet, MONTH.last)
        _cells(rows)
    return {"seconds": time.process_time() - before}


def _cells(rows: int) -> None:
    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
        sheet, how = book.add_worksheet(), book.add_format({"num_format": "#,##0.0"})
        for row in range(rows):
            for column in range(17):
                sheet.write_number(row, column, row, how)


def _megabytes() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * _KILOBYTE / MEGABYTE


async def _taps() -> float:
    """How long a small transaction takes while the 5th at 09:00 is worked through, in 95 cases of 100."""
    with TemporaryDirectory(prefix="cigogne-bench-") as name:
        async with empty_storage(Path(name)) as storage:
            with storage.transaction() as records:
                for number in range(FIRMS):
                    sponsor, books = _firm(number)
                    records.sponsors.add(sponsor)
                    for agreement in books.agreements:
                        records.sponsors.add_agreement(agreement)
            timer = Timetable(storage, storage.inbox, policy=POLICY, clock=Clock(due_at(MONTH, POLICY)))
            making = asyncio.create_task(timer._run(JOB))
            waits = [seconds async for seconds in _tapping(storage, making)]
    return quantiles(waits, n=20)[-1]


def _tap(records: Records, what: str) -> None:
    records.ledger.mark("tap", what, "", at=due_at(MONTH, POLICY))


async def _tapping(storage: Storage, making: asyncio.Task[None]) -> AsyncIterator[float]:
    while not making.done():
        before = time.monotonic()
        await storage.do(_tap, str(before))
        yield time.monotonic() - before
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    json.dump({"ours": _ours, "bare": _bare}[sys.argv[1]](int(sys.argv[2])), sys.stdout)
