"""The bot's memory on one wire: every story's rows behind the ports of `bot.ports.Records`."""

import base64
import secrets
from collections.abc import Callable
from functools import cached_property

from bot import ports
from bot.rules.references import HOW_MANY, make_reference
from storage.safe import Safe
from storage.statements import Wire
from storage.vault import Vault

Chance = Callable[[int], bytes]


class Memory:
    """What an action is given. One for each connection, good for one transaction after the other.

    A story's rows are loaded when an action first asks for them: the courier never needs most of them.
    """

    def __init__(self, wire: Wire, vault: Vault, chance: Chance = secrets.token_bytes) -> None:
        self.wire = wire
        self.vault = vault
        self.safe = Safe(wire, vault)
        self._chance = chance

    @cached_property
    def people(self) -> ports.People:
        from storage.people import People

        return People(self.wire, self.safe)

    @cached_property
    def invitations(self) -> ports.Invitations:
        from storage.invitations import Invitations

        return Invitations(self.wire)

    @cached_property
    def guesses(self) -> ports.Guesses:
        from storage.guesses import Guesses

        return Guesses(self.wire)

    @cached_property
    def drafts(self) -> ports.Drafts:
        from storage.drafts import Drafts

        return Drafts(self.wire, self.safe)

    @cached_property
    def requests(self) -> ports.Requests:
        from storage.requests import Requests

        return Requests(self.wire, self.safe)

    @cached_property
    def standings(self) -> ports.Standings:
        from storage.standings import Standings

        return Standings(self.wire)

    @cached_property
    def places(self) -> ports.Places:
        from storage.places import Places

        return Places(self.wire)

    @cached_property
    def offers(self) -> ports.Offers:
        from storage.offers import Offers

        return Offers(self.wire)

    @cached_property
    def rounds(self) -> ports.Rounds:
        from storage.rounds import Rounds

        return Rounds(self.wire, self.vault)

    @cached_property
    def sponsors(self) -> ports.Sponsors:
        from storage.sponsors import Sponsors

        return Sponsors(self.wire)

    @cached_property
    def announcements(self) -> ports.Announcements:
        from storage.announcements import Announcements

        return Announcements(self.wire, self.vault, self.people)

    @cached_property
    def notices(self) -> ports.Notices:
        from storage.notices import Notices

        return Notices(self.wire, self.safe)

    @cached_property
    def calls(self) -> ports.Calls:
        from storage.calls import Calls

        return Calls(self.wire, self.safe)

    @cached_property
    def ledger(self) -> ports.Ledger:
        from storage.ledger import Ledger

        return Ledger(self.wire)

    @cached_property
    def trace(self) -> ports.Trace:
        from storage.trace import Trace

        return Trace(self.wire, self.vault)

    @cached_property
    def erasures(self) -> ports.Erasures:
        from storage.erasures import Erasures

        return Erasures(self.wire, self.safe, self.people)

    @cached_property
    def pleas(self) -> ports.Pleas:
        from storage.pleas import Pleas

        return Pleas(self.wire, self.safe)

    @cached_property
    def retention(self) -> ports.Retention:
        from storage.retention import Retention

        return Retention(self.wire, self.safe)

    def new_id(self) -> str:
        return self._chance(16).hex()

    def new_token(self) -> str:
        return base64.urlsafe_b64encode(self._chance(16)).rstrip(b"=").decode()

    def new_reference(self) -> str:
        while True:
            reference = make_reference(int.from_bytes(self._chance(8)) % HOW_MANY)
            if not self.requests.taken(reference):
                return reference
