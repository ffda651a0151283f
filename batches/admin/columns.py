"""The columns of an exported list: a label, and how a row comes by its plain value."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from batches.domain.cells import Value
from batches.forms.headings import Heading

#: A way through attributes (`procedure.code`, `get_state_display`), or a function of the row.
Getter = str | Callable[[Any], Any]

_UNCHANGED = (int, float, Decimal, str, date)


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `personal` ones are left out for who reads without applicants, `width` is in signs."""

    label: str | Promise
    getter: Getter
    width: int = 18
    personal: bool = False

    @property
    def heading(self) -> Heading:
        return Heading(capfirst(str(self.label)), self.width)

    def value(self, row: Any) -> Value:
        """The row's value as a cell may hold it: numbers and dates as they are, all else in words."""
        found = _followed(row, self.getter) if isinstance(self.getter, str) else self.getter(row)
        return plain(found)


def plain(value: Any) -> Value:
    """A value as a cell may hold it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or isinstance(value, _UNCHANGED):
        return value
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, list | tuple):
        return "; ".join(str(each) for each in value)
    return str(value)


def columns_of_list(model_admin: Any, names: Sequence[str]) -> Iterator[Column]:
    """The columns that the list itself shows, each cell as its text."""
    for name in names:
        label = label_for_field(name, model_admin.model, model_admin)
        yield Column(label, _shown(model_admin, name), 24)


def _followed(row: Any, way: str) -> Any:
    for name in way.split("."):
        row = getattr(row, name, None)
        if callable(row):
            row = row()
        if row is None:
            return None
    return row


def _shown(model_admin: Any, name: str) -> Callable[[Any], Any]:
    def cell(row: Any) -> Any:
        try:
            field, _attribute, value = lookup_field(name, row, model_admin)
        except ObjectDoesNotExist:
            return None
        if isinstance(field, Field) and field.flatchoices:
            return dict(field.flatchoices).get(value, value)
        if isinstance(value, tuple):  # the theme's labels: a tone and a text
            value = value[-1]
        return strip_tags(value) if hasattr(value, "__html__") else value

    return cell
