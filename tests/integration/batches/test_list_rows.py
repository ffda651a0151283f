"""The table of a list: made otherwise than the theme makes it, and shown as the theme would show it."""

import re

import pytest
from unfold.templatetags.unfold_list import result_list

from agencies.domain.roles import Role
from batches.templatetags.list_rows import list_rows
from tests.factories import Office, dossier_in, moment
from tests.integration.dossiers.admin.conftest import Desk

AT = moment("2026-03-10 09:00")
#: The theme calls the first column so also where it holds no box to tick.
_LABEL = re.compile(' data-label="[^"]*"')


#: What the theme's template puts round the cells of a row.
_ROUND = re.compile("</?(?:tbody|tr)[^>]*>")


def cells(text: str) -> str:
    return re.sub(r"\s+", "", _LABEL.sub("", _ROUND.sub("", text)))


@pytest.mark.parametrize(
    "name",
    [
        "dossiers/dossier",
        "dossiers/announcement",
        "notifications/message",
        "procedures/procedure",
        "procedures/calendarday",
        "agencies/delegation",
    ],
)
def test_a_list_shows_what_the_theme_would_show(office: Office, name: str) -> None:
    dossier_in(office, "settled", at=AT)
    page = Desk(office.officer(Role.CENTRE_HEAD)).get(f"/admin/{name}/")
    request, shown = page.wsgi_request, page.context["cl"]
    theirs, ours = (make({"request": request}, shown) for make in (result_list, list_rows))
    rows, results = ours.pop("rows"), theirs.pop("results")
    assert rows.count("<tr ") == len(results)
    assert cells(rows) == cells("".join(str(cell) for row in results for cell in row))
    assert ours == theirs
