"""How often somebody was wrong is kept as long as it locks, and goes with them."""

from datetime import timedelta

from bot.actions import guesses
from bot.rules.guesses import Word, Wrong
from storage import Storage
from tests.cast import ANA, BILAL, MORNING, POLICY
from tests.storage import seeds

HOUR = timedelta(hours=1)


async def test_wrong_ones_are_counted_by_person_and_word(storage: Storage, second: Storage) -> None:
    with storage.transaction() as records:
        for one in (ANA, BILAL):
            seeds.person(records, one)
        for _ in range(2):
            guesses.wrong_link(records, ANA.id, "x" * 22, now=MORNING, policy=POLICY)
        guesses.wrong_code(records, ANA.id, "FAUX", now=MORNING, policy=POLICY)

    def kept(of: str) -> list[Wrong | None]:
        with second.transaction() as records:
            return [records.guesses.wrong(of, word) for word in Word]

    assert kept(ANA.id) == [Wrong(times=2, last_at=MORNING), Wrong(times=1, last_at=MORNING)]
    assert kept(BILAL.id) == [None, None]


async def test_what_locks_nothing_any_more_is_forgotten(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, ANA)
        guesses.wrong_link(records, ANA.id, "x" * 22, now=MORNING, policy=POLICY)
        assert not guesses.forget_old(records, now=MORNING + HOUR - timedelta(seconds=1), policy=POLICY)
        assert guesses.forget_old(records, now=MORNING + HOUR, policy=POLICY) == 1
        assert records.guesses.wrong(ANA.id, Word.LINK) is None


async def test_whoever_is_erased_leaves_no_count(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, ANA)
        guesses.wrong_link(records, ANA.id, "x" * 22, now=MORNING, policy=POLICY)
        records.erasures.remove(records.people.get(ANA.id))
        assert records.guesses.wrong(ANA.id, Word.LINK) is None
