"""The table of a list as the theme makes it, without what the theme does anew for each of its cells.

The theme works out the heads of all columns once a row, and renders a template for each check box:
half of the time that a page of fifty rows took.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_list import result_hidden_fields
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.templatetags.base import InclusionAdminNode
from django.contrib.admin.utils import lookup_field
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import DateField, ForeignKey, ManyToOneRel, Model, TimeField
from django.template import Library
from django.template.base import Parser, Token
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from unfold.admin import checkbox
from unfold.templatetags.unfold_list import (
    CHECKBOX_CLASSES,
    LINK_CLASSES,
    ROW_CLASSES,
    result_headers,
)
from unfold.utils import display_for_field, display_for_label, display_for_value
from unfold.views import ChangeList

register = Library()

_CHECKBOX = "action_checkbox"
#: Stands where a row's key comes to stand.
_KEY = "row-key"
_ROW = (
    '<tbody class="block relative lg:table-row-group {}" x-data="{{rowOpen: false}}">'
    '<tr class="data-row block border border-base-200 mb-3 relative rounded-default lg:table-row'
    ' lg:border-none lg:mb-0 lg:rounded-none dark:border-base-800">'
)
#: How a row begins, of which every second one is shaded.
_ROW_STARTS = (_ROW.format(""), _ROW.format("bg-base-50 dark:bg-white/[.02]"))


@dataclass(frozen=True, slots=True)
class _Column:
    """What is the same in every cell of a column."""

    name: str
    start: str
    #: The start of a cell whose text is not to be broken.
    start_of_unbroken: str
    end: str
    is_link: bool
    #: What tells the cell, where that is a method of the list, not a field of its rows nor a label.
    tell: Callable[[Model], Any] | None


@register.tag(name="list_rows")
def list_rows_tag(parser: Parser, token: Token) -> InclusionAdminNode:
    """In place of `unfold_result_list`, for lists in which nothing is edited."""
    return InclusionAdminNode(parser, token, func=list_rows, template_name="list_rows.html")


def list_rows(context: dict[str, Any], cl: ChangeList) -> dict[str, Any]:
    """What the template of the table reads; the rows come as one text."""
    heads = list(result_headers(cl))
    columns = [
        _column(cl, name, head["text"]) for name, head in zip(cl.list_display, heads, strict=True)
    ]
    box = _box(get_language())
    return {
        "cl": cl,
        "result_hidden_fields": list(result_hidden_fields(cl)),
        "result_headers": heads,
        "num_sorted_fields": sum(bool(head["sortable"] and head["sorted"]) for head in heads),
        "rows": mark_safe("".join(_rows(cl, columns, box))),  # noqa: S308 -- joins safe texts
        "actions_row": context.get("actions_row"),
        "has_add_permission": cl.model_admin.has_add_permission(context["request"]),
    }


@lru_cache(maxsize=8)
def _box(_language: str) -> str:
    """The theme's box of a row to tick."""
    return str(checkbox.render(ACTION_CHECKBOX_NAME, _KEY))


def _column(cl: ChangeList, name: str, head: str) -> _Column:
    """The first column that leads to the row's page is the row's own head."""
    links = cl.list_display_links or ()
    tag = "th" if next((each for each in cl.list_display if each in links), None) == name else "td"
    classes = CHECKBOX_CLASSES if name == _CHECKBOX else [f"field-{name}", *ROW_CLASSES]
    label = _("Select record") if name == _CHECKBOX else head
    named = conditional_escape(label)
    start, unbroken = (
        f'<{tag} class="{" ".join(each)}" data-label="{named}">'
        for each in (classes, [*classes, "nowrap"])
    )
    return _Column(name, start, unbroken, f"</{tag}>", name in links, _teller(cl, name))


def _teller(cl: ChangeList, name: str) -> Callable[[Model], Any] | None:
    """As `lookup_field` would find it for each row anew."""
    try:
        cl.lookup_opts.get_field(name)
    except FieldDoesNotExist:
        found = getattr(cl.model_admin, name, None)
        is_plain = callable(found) and name != "__str__" and not getattr(found, "label", False)
        return found if is_plain else None
    return None


def _rows(cl: ChangeList, columns: Sequence[_Column], box: str) -> list[str]:
    """The texts of the table's body in their order."""
    texts: list[str] = []
    for number, row in enumerate(cl.result_list):
        texts.append(_ROW_STARTS[number % 2])
        for column in columns:
            if column.name == _CHECKBOX:
                shown, is_unbroken = mark_safe(box.replace(_KEY, str(row.pk))), False  # noqa: S308 -- a number
            else:
                shown, is_unbroken = _shown(cl, column, row)
            start = column.start_of_unbroken if is_unbroken else column.start
            text = _link(cl, row, shown) if column.is_link else shown
            safe = text if isinstance(text, SafeString) else conditional_escape(text)
            texts += (start, safe, column.end)
        texts.append("</tr></tbody>")
    return texts


def _shown(cl: ChangeList, column: _Column, row: Model) -> tuple[Any, bool]:
    """What a cell tells, and whether its text stays on one line."""
    try:
        if column.tell:
            field, attribute, value = None, column.tell, column.tell(row)
            if isinstance(value, SafeString):
                return value, False
        else:
            field, attribute, value = lookup_field(column.name, row, cl.model_admin)
    except ObjectDoesNotExist:
        return cl.model_admin.get_empty_value_display(), False
    empty = cl.model_admin.get_empty_value_display()
    empty = getattr(attribute, "empty_value_display", empty)
    if field is None or field.auto_created:
        is_moment = isinstance(value, datetime.date | datetime.time)
        if label := getattr(attribute, "label", False):
            return display_for_label(value, empty, label), is_moment
        return display_for_value(value, empty, getattr(attribute, "boolean", False)), is_moment
    is_unbroken = isinstance(field, DateField | TimeField | ForeignKey)
    if isinstance(field.remote_field, ManyToOneRel):
        found = getattr(row, field.name)
        return (empty if found is None else found), is_unbroken
    return display_for_field(value, field, empty), is_unbroken


def _link(cl: ChangeList, row: Model, shown: Any) -> SafeString:
    """The cell as the way to the row's page; a popup hands the row's key to the page that opened it."""
    kept = {"preserved_filters": cl.preserved_filters, "opts": cl.opts}
    key = row.serializable_value(str(cl.to_field or cl.lookup_opts.pk.attname))
    opener = format_html(' data-popup-opener="{}"', key) if cl.is_popup else ""
    return format_html(
        '<a href="{}" class="{}"{}>{}</a>',
        add_preserved_filters(kept, cl.url_for_result(row)),
        " ".join(LINK_CLASSES),
        opener,
        shown,
    )
