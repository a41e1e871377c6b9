"""The bot's memory on one wire: every story's rows behind the ports of `bot.ports.Records`."""

import base64
import secrets
from collections.abc import Callable

from bot import ports
from bot.rules.references import HOW_MANY, make_reference
from storage.announcements import Announcements
from storage.calls import Calls
from storage.drafts import Drafts
from storage.invitations import Invitations
from storage.ledger import Ledger
from storage.notices import Notices
from storage.offers import Offers
from storage.people import People
from storage.places import Places
from storage.requests import Requests
from storage.rounds import Rounds
from storage.sponsors import Sponsors
from storage.standings import Standings
from storage.statements import Wire
from storage.trace import Trace
from storage.vault import Vault

Chance = Callable[[int], bytes]


class Memory:
    """What an action is given. One for each connection, good for one transaction after the other."""

    def __init__(self, wire: Wire, vault: Vault, chance: Chance = secrets.token_bytes) -> None:
        self.wire = wire
        self.vault = vault
        self._chance = chance
        people, requests = People(wire, vault), Requests(wire, vault)
        self._taken = requests.taken
        self.people: ports.People = people
        self.invitations: ports.Invitations = Invitations(wire)
        self.drafts: ports.Drafts = Drafts(wire, vault)
        self.requests: ports.Requests = requests
        self.standings: ports.Standings = Standings(wire)
        self.places: ports.Places = Places(wire)
        self.offers: ports.Offers = Offers(wire)
        self.rounds: ports.Rounds = Rounds(wire, vault)
        self.sponsors: ports.Sponsors = Sponsors(wire)
        self.announcements: ports.Announcements = Announcements(wire, vault, people)
        self.notices: ports.Notices = Notices(wire, vault)
        self.calls: ports.Calls = Calls(wire, vault)
        self.ledger: ports.Ledger = Ledger(wire)
        self.trace: ports.Trace = Trace(wire, vault)

    def new_id(self) -> str:
        return self._chance(16).hex()

    def new_token(self) -> str:
        return base64.urlsafe_b64encode(self._chance(16)).rstrip(b"=").decode()

    def new_reference(self) -> str:
        while True:
            reference = make_reference(int.from_bytes(self._chance(8)) % HOW_MANY)
            if not self._taken(reference):
                return reference
