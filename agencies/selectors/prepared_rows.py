"""Whole rows by a prepared statement, where an act locks what it is about to change."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from agencies.selectors.prepared import Prepared

Row = TypeVar("Row", bound=Model)


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
        names = [column.target.attname for column, *_ in compiler.select[first : last + 1]]
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
