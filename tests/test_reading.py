"""What staff's conversations do is known to read, or said here to write: only what reads is walled in."""

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType

from bot.ports import is_reading
from handlers import ROUTERS
from handlers.doors import Door, Who

#: They change what another crèche has a part in, or nothing of any crèche's (a form that is begun).
WRITE = {
    "behalf": {"requests.confirm", "births.no_longer_expecting", "action"},  # leave, answer an offer
    "claims": {"claims.see_proof", "claims.take_out"},
    "calls": {"calls.told", "calls.still_looking", "calls.missed"},
    "closures": {"closures.close", "closures.reopen"},
    "cuts": {"cuts.cut"},
    "looking": {"looking.resume_for", "looking.close"},
    "meetings": {"requests.record_meeting"},
    "offers.leaving": {"contracts.leave"},
    "offers.sending": {"offers.send"},
    "offers.under_way": {"contracts.sign", "NOTE[outcome]"},  # refused, unsigned
    "rounds.following": {"reserve.send_next"},
    "slips": {"slips.make", "slips.make_for_other", "slips.detach"},
    "spoken": {"action", "births.ask_day", "births.confirm", "births.correct", "note", "pleas.correct_for"},
    "stays": {"stays.change"},
}


def modules() -> Iterator[tuple[ModuleType, set[str]]]:
    """Where staff are spoken to, and what that file's other routers are called."""
    seen: set[str] = set()
    for router in ROUTERS:
        for module in {
            inspect.getmodule(one.callback) for at in router.observers.values() for one in at.handlers
        }:
            if module and router.who is Who.STAFF and module.__name__ not in seen:
                seen.add(module.__name__)
                doors = {name: one for name, one in vars(module).items() if isinstance(one, Door)}
                yield module, {name for name, door in doors.items() if door.who is not Who.STAFF}


def done(module: ModuleType, others: set[str]) -> Iterator[str]:
    """The actions that are done there, as they are written, but in conversations with others."""
    for part in ast.parse(inspect.getsource(module)).body:
        asked = {ast.unparse(one).partition(".")[0] for one in getattr(part, "decorator_list", ())}
        if asked & others:
            continue
        for call in ast.walk(part):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("turn.do"):
                yield ast.unparse(call.args[0])


def reads(module: ModuleType, written: str) -> bool:
    """Whether that name stands for an action that is known to read."""
    first, *rest = written.split(".")
    found = vars(module).get(first)
    for name in rest:
        found = getattr(found, name, None)
    return callable(found) and is_reading(found)


def test_what_staff_do_is_known_to_read_or_said_to_write() -> None:
    written = {
        module.__name__.removeprefix("handlers."): {
            one for one in done(module, others) if not reads(module, one)
        }
        for module, others in modules()
    }
    assert {name: some for name, some in written.items() if some} == WRITE
