"""How Alembic finds the tables and the connection, which `storage.upkeep` hands over in a transaction."""

from alembic import context

from storage.tables.partial import COMPLETE

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=COMPLETE,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    user_module_prefix="",
)
context.run_migrations()
