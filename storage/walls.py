"""The second wall between crèches: PostgreSQL itself shows a transaction the rows of some crèches, or of all.

Its policies (migration 0030) read a setting: the crèches' codes, or every one's star; where nothing was said,
nothing is seen. Every connection of ours is opened for all of them. SQLite has no such wall.
"""

from collections.abc import Collection

from sqlalchemy.engine import make_url

EVERY_CRECHE = "*"
#: What somebody who reads for some crèches leaves behind, beside a trace that queues up for its place.
LEFT_BY_READING = frozenset({"inbox", "lease", "person", "subject_key", "trace"})


def these(creches: Collection[str]) -> str:
    """As the setting says it."""
    return ",".join(creches)


def opened(url: str) -> str:
    """The address, such that whoever connects by it sees every crèche."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        return url
    told = parsed.query.get("options", "")
    options = [*(told if isinstance(told, tuple) else told.split()), f"-ccigogne.sees={EVERY_CRECHE}"]
    between = "\t"  # a space becomes a plus in an address, which libpq does not read
    return parsed.update_query_dict({"options": between.join(options)}).render_as_string(hide_password=False)
