"""Filters written with `F` compare in the loop's own thread, as often as a router is opened."""

from threading import get_ident
from typing import Any

import pytest
from aiogram import F, Router

from handlers.thrift import compare_here


def noted(seen: list[int], *, answer: Any) -> Any:
    def compare(_: object) -> Any:
        seen.append(get_ident())
        return answer

    return compare


@pytest.mark.parametrize("answer", [True, False, {"found": 1}])
async def test_filters_answer_the_same_without_a_thread(answer: Any) -> None:
    router, seen = Router(), list[int]()
    router.message(F.func(noted(seen, answer=answer)))(test_filters_answer_the_same_without_a_thread)
    (handler,) = router.message.handlers
    before = await handler.check("an event", other=0)
    for _ in range(2):
        compare_here(router)
        assert await handler.check("an event", other=0) == before
    assert seen[0] != get_ident()
    assert seen[1:] == [get_ident()] * 2
