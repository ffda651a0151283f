"""The tables that every act or a night's sweep writes into carry no index that another one makes superfluous."""

import pytest
from django.db import connection
from django.db.models import Model

from agencies.models import IdempotencyKey
from dossiers.models import (
    AccessRecord,
    Announcement,
    Dossier,
    DossierEvent,
    IssuedForm,
    Violation,
)
from notifications.models import (
    ApologyLetter,
    DelayNotice,
    DueWarning,
    Escalation,
    Message,
    OverdueFlag,
)

#: Key columns of the indexes in their order; a partial one is no substitute for a whole one.
_INDEXES = """
SELECT c.relname, i.indisunique, i.indpred IS NOT NULL,
       ARRAY(SELECT pg_get_indexdef(i.indexrelid, place, true)
             FROM generate_series(1, i.indnkeyatts) place ORDER BY place),
       'varchar_pattern_ops' IN (SELECT opcname FROM pg_opclass WHERE oid = ANY(i.indclass))
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass
"""


def _indexes(table: str) -> list[tuple[str, bool, bool, list[str], bool]]:
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, [table])
        return cursor.fetchall()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model",
    [
        *(Dossier, DossierEvent, Announcement, Violation),
        *(AccessRecord, IssuedForm, Message, IdempotencyKey),
        *(DueWarning, DelayNotice, OverdueFlag, ApologyLetter, Escalation),
    ],
)
def test_no_index_begins_another_and_none_is_for_prefixes_nobody_asks_by(
    model: type[Model],
) -> None:
    found = _indexes(model._meta.db_table)
    whole = [(name, columns) for name, _, partial, columns, _ in found if not partial]
    superfluous = [
        f"{name} begins {other}"
        for name, is_unique, partial, columns, _ in found
        if not (is_unique or partial)
        for other, longer in whole
        if name != other and longer[: len(columns)] == columns
    ]
    assert superfluous == []
    assert [name for name, *_, for_prefixes in found if for_prefixes] == []
