"""Questions asked with every request: written as SQL once a process, planned by PostgreSQL once a connection.

To put a statement together takes the ORM longer than PostgreSQL takes to answer it, and to plan it
takes PostgreSQL longer than to carry it out. What varies from one asking to the next stands in the
queryset as a `Parameter`; the statement is remembered with its gaps. For questions whose form never
varies: the ORM remains the place where lists are narrowed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, ForeignObject, Lookup, Model, QuerySet, Value
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus

Row = TypeVar("Row", bound=Model)


class Parameter(Value):
    """Stands in a prepared queryset for a value that is given with each asking.

    The value is sent as the driver adapts it: a field's own preparation is not applied.
    """

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


class Keys(Parameter):
    """Stands behind `pk__in` for a queryset of keys that is given with each asking."""

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        return f"({self._gap})", [self]

    @property
    def _gap(self) -> str:
        return f"/* {self.value} */"

    def fill(self, sql: str, keys: str) -> str:
        """The statement with the question for the keys in its place."""
        return sql.replace(self._gap, keys)


@Field.register_lookup
@ForeignObject.register_lookup
class AnyOf(Lookup):  # type: ignore[type-arg]
    """`column__any=keys`: `__in` with all keys as one value, so that the statement is the same for any number."""

    lookup_name = "any"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [list(value)]

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        column, before = self.process_lhs(compiler, connection)
        keys, given = self.process_rhs(compiler, connection)
        return f"{column} = ANY({keys})", [*before, *given]


class Prepared:
    """A statement that is written at its first asking; answers with the rows as tuples."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._written: tuple[str, tuple[Any, ...], SQLCompiler, dict[int, Any]] | None = None

    def __call__(self, **given: Any) -> list[Sequence[Any]]:
        """The rows; none where the ORM sees by itself that there can be none."""
        try:
            sql, gaps, compiler, converters = self._written or self._write()
            sql, values = _filled(sql, gaps, given)
        except EmptyResultSet:
            return []
        with planned_cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
        if not converters:
            return rows
        found: Iterator[Sequence[Any]] = compiler.apply_converters(rows, converters)
        return list(found)

    @property
    def compiler(self) -> SQLCompiler:
        """What wrote the statement: it knows which column is what."""
        return (self._written or self._write())[2]

    def _write(self) -> tuple[str, tuple[Any, ...], SQLCompiler, dict[int, Any]]:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, gaps = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        self._written = (sql, tuple(gaps), compiler, converters)
        return self._written


class PreparedRows(Generic[Row]):
    """A queryset of whole rows with its `select_related` and annotations, written at its first asking.

    `select_for_update` holds: whoever asks outside a transaction locks for the length of the statement.
    """

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self._statement = Prepared(build)

    def __call__(self, **given: Any) -> list[Row]:
        """The rows as instances of their model."""
        found = self._statement(**given)
        if not found:
            return []
        compiler = self._statement.compiler
        about, using = compiler.klass_info, compiler.connection.alias
        model: type[Row] = about["model"]
        first, *_, last = about["select_fields"]
        # For each column of the model `from_db` asks whether it is among the names.
        names = dict.fromkeys(
            column.target.attname for column, *_ in compiler.select[first : last + 1]
        )
        related = get_related_populators(about, compiler.select, using)
        rows = []
        for columns in found:
            row = model.from_db(using, names, columns[first : last + 1])
            for populator in related:
                populator.populate(columns, row)
            for name, place in compiler.annotation_col_map.items():
                setattr(row, name, columns[place])
            rows.append(row)
        return rows

    def first(self, **given: Any) -> Row | None:
        """The first row; None when there is none."""
        return next(iter(self(**given)), None)


def planned_cursor() -> CursorWrapper:
    """A cursor that sends values beside the statement: one that comes often keeps its plan with the connection.

    How often, `DATABASE_PREPARE_AFTER` says. The values' types are read from where they stand, so
    that a bare one (`SELECT %s`, `%s IS NULL`) wants a cast.
    """
    if connection.queries_logged:  # of a statement with a plan Django could write nothing down
        return connection.cursor()
    connection.ensure_connection()
    # As `connection.cursor()` makes a cursor of the kind that the settings name.
    return connection.make_cursor(_PlannedCursor(connection.connection))


class _PlannedCursor(ServerBindingCursor):
    """Makes its plans anew where a migration has changed the type of a column that they answer with.

    The server refuses such a plan for as long as the connection lives, though only a text has been
    allowed to be longer. Inside a transaction nothing can be asked again: that transaction fails,
    and with its end the driver forgets the plans.
    """

    def execute(self, query: Any, params: Any = None, **more: Any) -> Self:
        try:
            return super().execute(query, params, **more)
        except FeatureNotSupported:
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            self.connection.execute("DEALLOCATE ALL")  # the driver reads it and forgets them too
            return super().execute(query, params, **more)


def _filled(sql: str, gaps: Sequence[Any], given: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The statement with what is asked for this time."""
    values: list[Any] = []
    for gap in gaps:
        if isinstance(gap, Keys):
            keys, inner = given[gap.value].query.sql_with_params()
            sql = gap.fill(sql, keys)
            values += inner
        else:
            values.append(given[gap.value] if isinstance(gap, Parameter) else gap)
    return sql, values


def columns_of(model: type[Model], path: str = "") -> tuple[str, ...]:
    """The names under which a queryset reads all columns of a model, behind a relation or not."""
    before = f"{path}__" if path else ""
    return tuple(f"{before}{field.attname}" for field in model._meta.concrete_fields)
