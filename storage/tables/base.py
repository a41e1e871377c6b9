"""What all tables share: names of constraints, moments that know their zone, sealed bytes."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, MetaData, String, Table
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


@lru_cache(maxsize=128)
def _text(utc: datetime) -> str:
    """One moment is often written many times over: a queue is filled at one, a form begins and is touched."""
    return utc.isoformat(timespec="microseconds")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept as UTC. SQLite keeps no zone of its own: there it is a text of fixed width, in order."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def __repr__(self) -> str:
        return "UtcDateTime()"

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone cannot be kept: {value}")
        if dialect.name != "sqlite":
            return value.astimezone(UTC)
        return _text(value) if value.tzinfo is UTC else _text(value.astimezone(UTC))

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if dialect.name == "sqlite" else value
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


class Sealed(TypeDecorator[bytes]):
    """Bytes that only the vault can open. The vault binds them to their table and column."""

    impl = LargeBinary
    cache_ok = True


class Row(SQLModel):
    """A row of ours. Rows never leave this room: they become the rules' values at the door."""

    model_config = {"defer_build": True}  # none is ever validated


def table(model: type[Row]) -> Table:
    """The Core table of a model, for statements."""
    found: Table = SQLModel.metadata.tables[str(model.__tablename__)]
    return found


metadata: MetaData = SQLModel.metadata
