"""What a notice says, of the facts that it carries."""

import pytest

from bot.rules.notices import Freed, PlacesFreed
from bot.rules.people import LANGUAGES
from bot.texts import Texts
from bot.texts.notices import sentence
from tests.cast import MORNING, POLICY, TODAY

TEXTS = Texts.load()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("ended", "back"), [(3, 0), (0, 1), (7, 2)])
def test_places_that_freed_are_told_with_what_freed_them(language: str, ended: int, back: int) -> None:
    """A firm's place that came back is no offer that ended without a contract."""
    t = TEXTS.speaker(language)
    freed = Freed(creche="andrimont", name="Andrimont", n=ended + back, back=back)
    told = sentence(PlacesFreed(to="nadia", freed=(freed,), at=MORNING), t, today=TODAY, policy=POLICY)
    causes = {"ended": ended, "back": back}
    said = {why: t(f"notice.places_freed.{why}", n=n) in told for why, n in causes.items()}
    assert said == {why: n > 0 for why, n in causes.items()}
