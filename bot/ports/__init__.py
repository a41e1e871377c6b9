"""What the bot asks of the outside: memory (Records), post (Outbox, Inbox), pictures (Reports).

Everything inside a transaction is plain, synchronous code: an action is a function whose first argument is
`Records`; a `Store` runs it, whole or not at all, and a storage thread does the waiting.

A port names the rules' values for the type checker and loads none: who uses it loads what it needs.
"""

from bot.ports.families import Drafts, Guesses, Invitation, Invitations, People, Requests, Standings
from bot.ports.memory import Erasures, Ledger, Pleas, Records, Retention, Store, Trace
from bot.ports.places import Offers, Places, Rounds, Sponsors
from bot.ports.post import (
    TOO_MANY,
    TOO_MANY_HERE,
    AlreadyHandled,
    Claimed,
    Fate,
    Inbox,
    Outbox,
    Outcome,
    Parts,
    Received,
    Reports,
    SharedInbox,
    Undecodable,
)
from bot.ports.reading import is_reading, reading
from bot.ports.telling import Announcements, Calls, Notices

__all__ = [
    "TOO_MANY",
    "TOO_MANY_HERE",
    "AlreadyHandled",
    "Announcements",
    "Calls",
    "Claimed",
    "Drafts",
    "Erasures",
    "Fate",
    "Guesses",
    "Inbox",
    "Invitation",
    "Invitations",
    "Ledger",
    "Notices",
    "Offers",
    "Outbox",
    "Outcome",
    "Parts",
    "People",
    "Places",
    "Pleas",
    "Received",
    "Records",
    "Reports",
    "Requests",
    "Retention",
    "Rounds",
    "SharedInbox",
    "Sponsors",
    "Standings",
    "Store",
    "Trace",
    "Undecodable",
    "is_reading",
    "reading",
]
