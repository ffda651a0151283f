"""Rows that every act writes: their INSERT and UPDATE are put together once a process, not once a row.

As `save` does, but for one table and without signals; the values go through the fields as they do there.
What stands in the statements' text are names of tables and columns, which the models give.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

from django.db import DatabaseError, connection
from django.db.models import AutoField, Field, Model
from django.db.models.expressions import DatabaseDefault

from agencies.selectors.prepared import planned_cursor

_AnyField: TypeAlias = "Field[Any, Any]"


def insert_row(row: Model) -> None:
    """Write a new row; it then has its key and what the database has set.

    Raises what `save(force_insert=True)` would: `IntegrityError` and other errors of the database.
    """
    insert_rows([row])


def insert_rows(rows: Sequence[Model]) -> None:
    """Write new rows of one table by one statement, as many as an act has; `bulk_create` is for thousands.

    Raises as `insert_row` does, and `ValueError` where not all of them give the same columns.
    """
    if not rows:
        return
    given = [_given(row) for row in rows]
    fields = tuple(given[0])
    if any(tuple(each) != fields for each in given):
        raise ValueError(f"{rows[0]._meta.label}: the rows do not give the same columns")
    sql, returned = _insert(type(rows[0]), fields, len(rows))
    values = [
        field.get_db_prep_save(value, connection) for each in given for field, value in each.items()
    ]
    with planned_cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall() if returned else [()] * len(rows)
    for row, told in zip(rows, found, strict=True):
        for field, value in zip(returned, told, strict=True):
            setattr(row, field.attname, value)
        row._state.adding, row._state.db = False, connection.alias


def update_row(row: Model, *, but: frozenset[str] = frozenset()) -> None:
    """Write all columns of a row that stands already, but those that others keep.

    Raises `DatabaseError` when it stands no longer.
    """
    sql, fields = _update(type(row), but)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields
    ]
    with planned_cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])
        if not cursor.rowcount:
            raise DatabaseError(f"{row._meta.label} {row.pk} stands no longer")


def _given(row: Model) -> dict[_AnyField, Any]:
    """The columns that are written, with their values; not what the database sets, such as the key it draws."""
    given = {
        field: field.pre_save(row, add=True)
        for field in row._meta.local_concrete_fields
        if not field.generated and not (row.pk is None and isinstance(field, AutoField))
    }
    return {
        field: value for field, value in given.items() if not isinstance(value, DatabaseDefault)
    }


@cache
def _insert(
    model: type[Model], fields: tuple[_AnyField, ...], count: int
) -> tuple[str, tuple[_AnyField, ...]]:
    """The statement for so many rows of these columns, and the columns that it answers with."""
    returned = tuple(field for field in model._meta.db_returning_fields if field not in fields)
    names = ", ".join(_name(field) for field in fields)
    gaps = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    sql = f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES {gaps}"  # noqa: S608
    if returned:
        sql += f" RETURNING {', '.join(_name(field) for field in returned)}"
    return sql, returned


@cache
def _update(model: type[Model], but: frozenset[str]) -> tuple[str, tuple[_AnyField, ...]]:
    fields = tuple(
        field
        for field in model._meta.local_concrete_fields
        if not field.primary_key and not field.generated and field.name not in but
    )
    gaps = ", ".join(f"{_name(field)} = %s" for field in fields)
    key = _name(model._meta.pk)
    sql = f"UPDATE {_quoted(model._meta.db_table)} SET {gaps} WHERE {key} = %s"  # noqa: S608
    return sql, fields


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _name(field: _AnyField) -> str:
    """A column's name as the statement has it; only fields without a table of their own have none."""
    return _quoted(field.column or field.attname)
