"""How one dossier is found: by code or reference, or by words of the applicant's name and digits of the code."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.db.models.functions import Right

from agencies.models import Officer
from agencies.selectors import RoleSet
from agencies.selectors.prepared import Parameter, PreparedRows
from dossiers.domain.codes import codes_meant
from dossiers.models import Applicant, Dossier
from dossiers.selectors.visibility import seen, sight_of
from procedures.domain.text import last_prefix_query, prefix_query

#: A number that means more dossiers than these says too little.
MOST_NUMBERED = 1_000


#: Everything that a page about one dossier names.
WHOLE = (
    "procedure",
    "procedure_version",
    "receiving_unit",
    "agency",
    "unit",
    "officer",
    "applicant",
)


def dossier_for(
    officer: Officer,
    key: str,
    *,
    at: datetime,
    roles: RoleSet | None = None,
    joined: tuple[str, ...] = WHOLE,
) -> Dossier | None:
    """The dossier with a code or reference, if the officer may see it; else None, whatever the reason.

    The only way a door gets one dossier from a request.
    """
    sight = sight_of(officer, at=at, roles=roles)
    reference = _uuid(key)
    asked = _one(frozenset(sight), "code" if reference is None else "ref", joined)
    return asked.first(key=key.strip().upper() if reference is None else reference, **sight)


@lru_cache(maxsize=256)
def _one(form: frozenset[str], column: str, joined: tuple[str, ...]) -> PreparedRows[Dossier]:
    """One dossier by its code or reference, for a form of sight."""
    sight = {name: Parameter(name) for name in form}
    found = Dossier.objects.filter(seen(form, sight), **{column: Parameter("key")})
    return PreparedRows(lambda: found.select_related(*joined)[:1])


def named(key: str) -> Q:
    """The condition that picks the dossier with a code or reference."""
    reference = _uuid(key)
    return Q(code=key.strip().upper()) if reference is None else Q(ref=reference)


def named_any(dossiers: QuerySet[Dossier], keys: Iterable[str]) -> dict[str, Dossier | None]:
    """For each code or reference the dossier it names among those given, or None (one query)."""
    references = {key: _uuid(key) for key in keys}
    codes = {key: key.strip().upper() for key, ref in references.items() if ref is None}
    asked = Q(code__in=codes.values()) | Q(ref__in=[ref for ref in references.values() if ref])
    by_name: dict[Any, Dossier] = {}
    for dossier in dossiers.filter(asked).order_by():
        by_name[dossier.ref] = by_name[dossier.code] = dossier
    return {key: by_name.get(ref or codes[key]) for key, ref in references.items()}


def of_dossiers(keys: Iterable[str]) -> Q:
    """The condition that picks rows which belong to a dossier with one of the codes or references."""
    found = Q(pk__in=[])
    for key in keys:
        found |= named(key)
    return Q(dossier__in=Dossier.objects.filter(found))


def only_one(dossiers: QuerySet[Dossier]) -> Dossier | None:
    """The dossier when there is exactly one; None when there is none or a choice."""
    found = list(dossiers.order_by()[:2])
    return found[0] if len(found) == 1 else None


def search_dossiers(dossiers: QuerySet[Dossier], words: str) -> QuerySet[Dossier]:
    """Narrow to the words of the applicant's name, without accents, or to a code or number.

    Of the `readings` of the words the first that finds any of the dossiers.
    """
    *stricter, loosest = readings(dossiers, words)
    return next((found for found in stricter if found.exists()), loosest)


def readings(dossiers: QuerySet[Dossier], words: str) -> list[QuerySet[Dossier]]:
    """What the words may mean among the dossiers, the strictest first: the first that is not empty counts.

    Words of a name are whole, but for the last, which one may be about to type; where nobody is
    called so, each may be cut short. That takes the index several times as long: it reads all
    that begins with a common surname. With a digit among them, words are also a code, the running
    number at a code's end, an identity or a telephone number; every part is found by an index of its own.

    A list asks for its page by each in turn, rather than first for whether there is one.
    """
    words = words.strip()
    if not words:
        return [dossiers]
    if any(sign.isdigit() for sign in words):
        return [dossiers.filter(pk__in=_numbered(words))]
    loose, strict = prefix_query(words), last_prefix_query(words)
    if not loose:
        return [dossiers.none()]
    if strict == loose:  # one word: of a common one the newest are found without its index
        return [dossiers.filter(applicant__search=_raw(loose))]
    return [dossiers.filter(pk__in=_named(query)) for query in (strict, loose)]


def _named(query: str) -> QuerySet[Any, Any]:
    """Dossiers of applicants whose name answers to a query of several words.

    DISTINCT has PostgreSQL find them by the index of names. Else, where it takes the words for
    common, as it does in a plan that it keeps, it goes through all dossiers that the officer sees
    and hopes to fill the page soon.
    """
    return Applicant.objects.filter(search=_raw(query)).values("dossier_id").distinct()


def coded(text: str) -> list[int]:
    """Keys of the newest dossiers whose code, or running number at its end, a text may mean."""
    return _newest(_by_code(text.strip()))


def _numbered(words: str) -> list[int]:
    """Keys of the newest dossiers that a text with digits may mean."""
    found = [
        *_by_code(words),
        Applicant.objects.filter(identity_number=words).values("dossier_id"),
        Applicant.objects.filter(phone=words).values("dossier_id"),
    ]
    if query := prefix_query(words):
        found.append(Applicant.objects.filter(search=_raw(query)).values("dossier_id"))
    return _newest(found)


def _by_code(text: str) -> list[QuerySet[Any, Any]]:
    found: list[QuerySet[Any, Any]] = [
        Dossier.objects.filter(code__in=codes_meant(text)).values("id")
    ]
    if text.isdecimal() and text.isascii() and len(text) <= 6:
        number = text.zfill(4)
        ends = Dossier.objects.alias(last=Right("code", 4)).filter(last=number[-4:])
        found.append(ends.filter(code__endswith=f"-{number}").values("id"))
    return found


def _newest(found: list[QuerySet[Any, Any]]) -> list[int]:
    """The keys found, together.

    Parted by UNION, since OR would read every dossier, and asked at once, since PostgreSQL takes
    the few that a number finds for thousands and would do the same.
    """
    keys = found[0].union(*found[1:]).order_by("-id").values_list("id", flat=True)
    return list(keys[:MOST_NUMBERED])


def _raw(query: str) -> SearchQuery:
    return SearchQuery(query, search_type="raw", config="simple")


def _uuid(key: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(key)
    except ValueError:
        return None
