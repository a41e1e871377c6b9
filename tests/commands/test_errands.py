"""`cigogne invite` and `cigogne summary`, beside a bot that is running."""

import asyncio
import re
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from bot.rules.calendar import Month
from bot.sandbox.files import image_size
from tests.commands.conftest import Done, Office
from tests.conversations.conftest import ACCEPT

pytestmark = pytest.mark.xdist_group("commands")

LINK = re.compile(
    r"https://t\.me/sandbox_bot\?start=([\w-]{1,64})\nOnce, within 72 hours, by that person alone\.\n"
)
TYPED = re.compile(
    r"Telegram \(http://127\.0\.0\.1:9\) does not answer: check the network and CIGOGNE_API_BASE_URL\n"
    r"The person invited can type this to the bot: /start ([\w-]{1,64})\n"
    r"Once, within 72 hours, by that person alone\.\n"
)
SUMMARY = "The summary of our places"
STAFF = {"Invite somebody", "Meetings to record", "Write an announcement", SUMMARY}
LAST = Month.of(datetime.now(UTC).date()).plus(-1)  # noqa: TID251 – the sandbox lives in real time
FIRMS = (
    "firm-6 (Acier Vert (exemple)), firm-1 (Atelier Mosane (exemple)), firm-5 (Banque du Bassin (exemple)), "
    "firm-9 (Clinique des Terrils (exemple)), firm-12 (Imprimerie du Carré (exemple)), "
    "firm-3 (Logistique Ardenne (exemple)), firm-4 (Pharma Sambre (exemple)), "
    "firm-10 (Robotique Wallonne (exemple)), firm-7 (Studios Ourthe (exemple)), "
    "firm-8 (Transports Hesbaye (exemple)), firm-2 (Verreries du Condroz (exemple)), "
    "firm-11 (Énergie Vesdre (exemple))"
)
CRECHES = "marcinelle, lodelinsart, liege-airport, andrimont, saint-lambert, outremeuse"


async def test_invitations_work_once_each(office: Office) -> None:
    unheard = office.operator.having(API_BASE_URL="http://127.0.0.1:9")
    done = await asyncio.gather(
        office.operator("invite", "coordinator"),
        office.operator("invite", "hr", "--sponsor", "atelier mosane (EXEMPLE)"),
        unheard("invite", "director", "--creche", "outremeuse"),
    )
    found = [form.fullmatch(one.out) for form, one in zip((LINK, LINK, TYPED), done, strict=True)]
    payloads = [one[1] for one in found if one]
    assert len(set(payloads)) == len(done), done

    coordinator = {"Invite somebody", "Meetings to record", "Write an announcement"}
    nobody: set[str] = set()
    for expected in ([coordinator, {SUMMARY}, {"Meetings to record"}], [nobody, nobody, nobody]):
        menus = await asyncio.gather(*(accepted(office, payload) for payload in payloads))
        assert [STAFF & set(buttons) for buttons in menus] == expected


async def accepted(office: Office, payload: str) -> list[str]:
    """The menu of somebody new who came by that link."""
    someone = await office.running.somebody("Eve", "en")
    await someone.says(f"/start {payload}")
    await someone.taps(ACCEPT["en"])
    return (await someone.says("/menu")).buttons


async def test_summary_is_a_picture_and_a_page(office: Office) -> None:
    words = ("--month", str(LAST), "--language", "de", "--sponsor", "Verreries du Condroz (exemple)")
    done = await office.operator("summary", *words, "--out", "out/new")
    stem = f"out/new/cigogne-firm-2-{LAST}"
    assert done == Done(0, f"{stem}.png\n{stem}.pdf\n", "")
    picture, page = (office.operator.folder / f"{stem}.{kind}" for kind in ("png", "pdf"))
    size = image_size(picture.read_bytes())
    assert size is not None
    assert min(size) > 500
    assert "Verreries du Condroz (exemple)" in PdfReader(page).pages[0].extract_text()


async def test_errand_that_cannot_be_done_says_what_there_is(office: Office) -> None:
    late = ("summary", "--month", str(LAST.plus(2)), "--sponsor", "firm-1")
    refusals = {
        f"--creche 'charleroi' is not known. There are: {CRECHES}.": (
            *("invite", "director", "--creche", "charleroi"),
        ),
        f"--sponsor 'Acme' is not known. There are: {FIRMS}.": (
            *("summary", "--month", str(LAST), "--sponsor", "Acme"),
        ),
        "--month 'March' is no month: write 2027-03 for March 2027.": (
            *("summary", "--month", "March", "--sponsor", "firm-1"),
        ),
    }
    *said, future = await asyncio.gather(
        *(office.operator.refused(*words) for words in (*refusals.values(), late))
    )
    assert said == list(refusals)
    assert re.fullmatch(r"That month is not over yet: \w+ \d{4}\. Choose a past month\.", future)
