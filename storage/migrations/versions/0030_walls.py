"""On PostgreSQL a transaction sees the rows of the crèches that it was opened for, and no others"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_SEES = "current_setting('cigogne.sees', true)"
#: Every crèche; or at least one: a transaction that says nothing sees nothing.
_ALL, _OPENED = f"{_SEES} = '*'", f"{_SEES} <> ''"
_HERE = "creche = ANY (string_to_array({}, ','))"


def _of(what: str, key: str) -> str:
    return f"cigogne_sees_{what}({_SEES}, {key})"


#: A request is seen whole where a wish, an offer or a stay of it is at one of the crèches.
_REQUEST = " UNION ALL ".join(
    f"SELECT FROM {table} WHERE request_id = $2 AND {_HERE.format('$1')}"
    for table in ("request_creche", "offer", "stay")
)
_FAMILY = "SELECT FROM request WHERE family_id = $2 AND cigogne_sees_request($1, request.id)"
_PERSON = """
    SELECT FROM mandate WHERE person_id = $2 UNION ALL
    SELECT FROM person WHERE person.id = $2 AND cigogne_sees_family($1, family_id)
"""
#: They look behind the walls, which would ask them again and again. Nearly always nobody asks them: no plan
#: should be made with their price in view.
_FUNCTION = """
    CREATE FUNCTION cigogne_sees_{name}(sees text, id text) RETURNS boolean LANGUAGE plpgsql
    STABLE STRICT COST 0.1 AS $$
        DECLARE
            before text := current_setting('cigogne.sees', true);
            said text;
            found boolean;
        BEGIN
            said := set_config('cigogne.sees', '*', true);
            found := EXISTS ({rows});
            said := set_config('cigogne.sees', before, true);
            RETURN found;
        END
    $$
"""
_FUNCTIONS = {"request": _REQUEST, "family": _FAMILY, "person": _PERSON}

_AT, _BY_REQUEST, _BY_PERSON = _HERE.format(_SEES), _of("request", "request_id"), _of("person", "person_id")
_WALLS = {
    **dict.fromkeys(("agreement", "closure", "muted", "published", "usable"), _AT),
    **dict.fromkeys(("list_count", "list_move"), f"{_AT} OR creche = '' AND {_OPENED}"),
    **dict.fromkeys(("offer", "request_creche", "stay"), f"{_AT} OR {_BY_REQUEST}"),
    **dict.fromkeys(("child", "claim", "code", "look"), _BY_REQUEST),
    **dict.fromkeys(("announcement_left_out", "draft", "guess", "plea", "written_agreement"), _BY_PERSON),
    "request": _of("request", "id"),
    "family": _of("family", "id"),
    # Somebody without a family reads the notice, or served once: their name stands in a file's history.
    "person": f"family_id IS NULL AND {_OPENED} OR {_of('person', 'id')}",
    "notice": f"{_of('request', 'about')} OR about IS NULL AND {_BY_PERSON}",
    "vacancy": "EXISTS (SELECT FROM agreement WHERE agreement.id = agreement_id)",
}
#: Of no crèche.
_OPEN = (
    *("announcement", "code_sheet", "erased", "inbox", "invitation", "lease", "ledger", "mandate"),
    *("month_round", "sponsor", "subject_key", "summary", "template", "trace", "vault"),
)
_POLICIES = dict.fromkeys(_OPEN, _OPENED) | {table: f"{_ALL} OR {wall}" for table, wall in _WALLS.items()}
#: A page of a list looks through thousands of wishes: what costs more for one is asked once for all of them.
_POLICIES["request_creche"] = f"(SELECT {_ALL}) OR {_WALLS['request_creche']}"


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name, rows in _FUNCTIONS.items():
        op.execute(_FUNCTION.format(name=name, rows=rows))
    for table, seen in _POLICIES.items():
        op.execute(f"CREATE POLICY sees ON {table} USING ({seen})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in _POLICIES:
        op.execute(f"DROP POLICY sees ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")
    for name in _FUNCTIONS:
        op.execute(f"DROP FUNCTION cigogne_sees_{name}")
