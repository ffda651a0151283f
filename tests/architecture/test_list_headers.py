"""Every column of every list has a heading: whoever hears the page read out knows what a button is for."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field

COLUMNS = [
    (model_admin, name)
    for model_admin in admin.site._registry.values()
    for name in model_admin.list_display
]


@pytest.mark.parametrize(
    ("model_admin", "column"), COLUMNS, ids=[f"{each.opts.label}-{name}" for each, name in COLUMNS]
)
def test_every_column_has_a_heading(model_admin: admin.ModelAdmin, column: str) -> None:
    assert str(label_for_field(column, model_admin.model, model_admin)).strip()
