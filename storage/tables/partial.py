"""All tables, and indexes on some of a table's rows. Only who migrates or rekeys loads them.

SQLAlchemy loads the dialect of every database that an index has a word for: a tenth of a
second at each start.
"""

from sqlalchemy import ColumnElement, Index, MetaData, text

from storage.tables import books, drafts, invitations, people, pleas, post, requests, rounds, sponsors, trace
from storage.tables.base import metadata, table

#: Every story's tables.
STORIES = (books, drafts, invitations, people, pleas, post, requests, rounds, sponsors, trace)

_NOTICE = table(post.Notice).c
_OFFER = table(requests.Offer).c
_COUNT = table(requests.ListCount).c


def _index(name: str, where: str, *columns: ColumnElement[object], unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


#: One standing offer for a request, over all crèches.
LIVE_OFFER = _index("uq_offer_live", "ended_at IS NULL", _OFFER.request_id, unique=True)

#: What keeps half-days at a crèche, and what is under way there.
STANDING = _index("ix_offer_standing", "ended_at IS NULL", _OFFER.creche, _OFFER.deadline)

#: How long each month's list is, without its days, hours and minutes.
MONTHS = _index("ix_list_count_months", "level = 1", _COUNT.creche, _COUNT.entry)

#: The queue as the courier reads it: best lane first, then what was due first.
PENDING = _index("ix_notice_pending", "state = 'pending'", _NOTICE.lane, _NOTICE.due_at, _NOTICE.id)
CLAIMED = _index("ix_notice_claimed", "state = 'claimed'", _NOTICE.claimed_by)
OPEN = _index("ix_notice_open", "state IN ('pending', 'claimed')", _NOTICE.person_id, _NOTICE.state)

#: Updates in hand, by their chat.
IN_HAND = _index("ix_inbox_open", "state IN ('new', 'handled')", table(post.Inbox).c.chat_index)

#: What waits to be told about a request.
ABOUT = _index("ix_notice_about", "state IN ('pending', 'call') AND about IS NOT NULL", _NOTICE.about)

#: What waits to be told on the phone.
CALL = _index("ix_notice_call", "state = 'call'", _NOTICE.person_id)

#: Every table with every index.
COMPLETE: MetaData = metadata
