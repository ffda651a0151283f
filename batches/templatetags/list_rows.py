"""The table of a list as the theme makes it, without what the theme does anew for each of its cells.

The theme works out the heads of all columns once a row, and renders a template for each check box:
half of the time that a page of fifty rows took.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_list import result_hidden_fields
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.templatetags.base import InclusionAdminNode
from django.contrib.admin.utils import lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import DateField, ForeignKey, ManyToOneRel, Model, TimeField
from django.template import Library
from django.template.base import Parser, Token
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from unfold.admin import checkbox
from unfold.templatetags.unfold_list import (
    CHECKBOX_CLASSES,
    LINK_CLASSES,
    ROW_CLASSES,
    UnfoldResultList,
    result_headers,
)
from unfold.utils import display_for_field, display_for_label, display_for_value
from unfold.views import ChangeList

register = Library()

_CHECKBOX = "action_checkbox"
#: Stands where a row's key comes to stand.
_KEY = "row-key"


@dataclass(frozen=True, slots=True)
class _Column:
    """What is the same in every cell of a column."""

    name: str
    start: SafeString
    #: The start of a cell whose text is not to be broken.
    start_of_unbroken: SafeString
    end: SafeString
    is_link: bool


@register.tag(name="list_rows")
def list_rows_tag(parser: Parser, token: Token) -> InclusionAdminNode:
    """In place of `unfold_result_list`, for lists in which nothing is edited."""
    return InclusionAdminNode(
        parser, token, func=list_rows, template_name="change_list_results.html"
    )


def list_rows(context: dict[str, Any], cl: ChangeList) -> dict[str, Any]:
    """What the theme's template of the table reads; a row's cells come as one text."""
    heads = list(result_headers(cl))
    columns = [
        _column(cl, name, head["text"]) for name, head in zip(cl.list_display, heads, strict=True)
    ]
    box = str(checkbox.render(ACTION_CHECKBOX_NAME, _KEY))
    return {
        "cl": cl,
        "result_hidden_fields": list(result_hidden_fields(cl)),
        "result_headers": heads,
        "num_sorted_fields": sum(bool(head["sortable"] and head["sorted"]) for head in heads),
        "results": [
            UnfoldResultList(row, None, [mark_safe("".join(_cells(cl, columns, row, box)))])  # noqa: S308 -- joins safe texts
            for row in cl.result_list
        ],
        "actions_row": context.get("actions_row"),
        "has_add_permission": cl.model_admin.has_add_permission(context["request"]),
    }


def _column(cl: ChangeList, name: str, head: str) -> _Column:
    """The first column that leads to the row's page is the row's own head."""
    links = cl.list_display_links or ()
    tag = "th" if next((each for each in cl.list_display if each in links), None) == name else "td"
    classes = CHECKBOX_CLASSES if name == _CHECKBOX else [f"field-{name}", *ROW_CLASSES]
    label = _("Select record") if name == _CHECKBOX else head
    start, unbroken = (
        format_html('<{} class="{}" data-label="{}">', tag, " ".join(each), label)
        for each in (classes, [*classes, "nowrap"])
    )
    return _Column(name, start, unbroken, format_html("</{}>", tag), name in links)


def _cells(
    cl: ChangeList, columns: Sequence[_Column], row: Model, box: str
) -> Iterator[SafeString]:
    for column in columns:
        if column.name == _CHECKBOX:
            shown, is_unbroken = mark_safe(box.replace(_KEY, str(row.pk))), False  # noqa: S308 -- a number
        else:
            shown, is_unbroken = _shown(cl, column.name, row)
        start = column.start_of_unbroken if is_unbroken else column.start
        text = _link(cl, row, shown) if column.is_link else shown
        yield start + conditional_escape(text) + column.end


def _shown(cl: ChangeList, name: str, row: Model) -> tuple[Any, bool]:
    """What a cell tells, and whether its text stays on one line."""
    empty = cl.model_admin.get_empty_value_display()
    try:
        field, attribute, value = lookup_field(name, row, cl.model_admin)
    except ObjectDoesNotExist:
        return empty, False
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
