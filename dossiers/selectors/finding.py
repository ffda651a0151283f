"""How one dossier is found: by code or reference, or by words of the applicant's name and digits of the code."""

import uuid
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from agencies.models import Officer
from agencies.selectors import RoleSet
from dossiers.models import Dossier
from dossiers.selectors.visibility import visible_to
from procedures.domain.text import prefix_query


def dossier_for(
    officer: Officer, key: str, *, at: datetime, roles: RoleSet | None = None
) -> Dossier | None:
    """The dossier with a code or reference, if the officer may see it; else None, whatever the reason.

    The only way a door gets one dossier from a request.
    """
    return (
        visible_to(officer, at=at, roles=roles)
        .select_related(
            "procedure",
            "procedure_version",
            "receiving_unit",
            "agency",
            "unit",
            "officer",
            "applicant",
        )
        .filter(named(key))
        .first()
    )


def named(key: str) -> Q:
    """The condition that picks the dossier with a code or reference."""
    reference = _uuid(key)
    return Q(code=key.strip().upper()) if reference is None else Q(ref=reference)


def search_dossiers(dossiers: QuerySet[Dossier], words: str) -> QuerySet[Dossier]:
    """Narrow to code (or its end), identity or telephone number, or the words of the applicant's name without accents."""
    words = words.strip()
    if not words:
        return dossiers
    found = Q(code__iexact=words) | Q(applicant__identity_number=words) | Q(applicant__phone=words)
    if words.isdigit() and len(words) <= 6:
        found |= Q(code__endswith=f"-{words.zfill(4)}")
    query = prefix_query(words)
    if query:
        found |= Q(applicant__search=SearchQuery(query, search_type="raw", config="simple"))
    return dossiers.filter(found)


def _uuid(key: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(key)
    except ValueError:
        return None
