"""The register of personal data: where something is kept about applicants, of which kind, and what is left once it is erased.

One `Holding` a table; `dossiers.services.erasing` and `dossiers.selectors.personal_data` do nothing
that does not stand here. A field of text that is neither in a register nor among the impersonal
ones of `tests/architecture/test_personal_data.py` fails that test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

#: Stands where a name or text stood that must not be empty; papers of the office are in Vietnamese.
ERASED = "(đã xóa)"


class Category(StrEnum):
    """What kind of personal data it is."""

    IDENTITY = "identity"
    CONTACT = "contact"
    CASE = "case"
    PAPER = "paper"
    FILE = "file"
    OPINION = "opinion"


class Left(StrEnum):
    """What is left in a field."""

    BLANK = "blank"
    #: `ERASED`, where something stood.
    MARK = "mark"
    NULL = "null"
    LIST = "list"
    #: A list of one `ERASED`, where something stood.
    MARKED_LIST = "marked_list"
    OBJECT = "object"
    BYTES = "bytes"
    #: Parts of an object are replaced, the rest stays.
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Datum:
    """A field that holds personal data."""

    category: Category
    left: Left
    #: With `PARTS`: what replaces which part.
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holding:
    """A table that holds personal data of the applicant of a dossier.

    `way` leads from a row to its dossier, by Django's lookups; `only` are the rows in which the
    fields are personal; `stamp` is the column that says when a row was erased; `told` are columns
    that are told beside the personal ones to whoever asks what is held.
    """

    model: str
    way: str
    fields: Mapping[str, Datum]
    only: Mapping[str, Any] = field(default_factory=dict)
    stamp: str = ""
    told: tuple[str, ...] = ()


_NAME = Datum(Category.IDENTITY, Left.MARK)
_CASE = Datum(Category.CASE, Left.MARK)

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "dossiers.Applicant",
        "dossier",
        {
            "name": _NAME,
            "search_name": Datum(Category.IDENTITY, Left.BLANK),
            "identity_number": Datum(Category.IDENTITY, Left.BLANK),
            "address": Datum(Category.CONTACT, Left.BLANK),
            "phone": Datum(Category.CONTACT, Left.BLANK),
            "email": Datum(Category.CONTACT, Left.BLANK),
            "notify_by": Datum(Category.CONTACT, Left.LIST),
            "subject": Datum(Category.CASE, Left.BLANK),
        },
        stamp="erased_at",
        told=("kind",),
    ),
    Holding(
        "dossiers.EventText",
        "event__dossier",
        {
            "values": Datum(Category.CASE, Left.OBJECT),
            # With it the digest in the chain could be tried against guesses.
            "salt": Datum(Category.CASE, Left.BLANK),
        },
        stamp="erased_at",
        told=("event__sequence", "event__act", "event__at", "event__facts"),
    ),
    Holding(
        "dossiers.DossierDocument",
        "dossier",
        {"name": _CASE},
        only={"required_document__isnull": True},
        told=("originals", "copies", "received", "given_back_at"),
    ),
    Holding(
        "dossiers.SupplementRequest",
        "dossier",
        {
            "items": Datum(Category.CASE, Left.LIST),
            "reason": _CASE,
            "delivered": Datum(Category.CASE, Left.LIST),
            "cancelled_why": _CASE,
        },
        told=("legal_ground", "asked_at", "answered_at"),
    ),
    Holding(
        "dossiers.Consultation",
        "dossier",
        {"question": _CASE, "answer": _CASE, "cancelled_why": _CASE},
        told=("asked_at", "answered_at"),
    ),
    Holding(
        "dossiers.Verification",
        "dossier",
        {
            "place": _CASE,
            "participants": Datum(Category.IDENTITY, Left.LIST),
            "content": _CASE,
        },
        told=("held_at", "applicant_attended"),
    ),
    Holding("dossiers.HandOver", "dossier", {"remark": _CASE}, told=("at", "step_name")),
    Holding("dossiers.Announcement", "dossier", {"remark": _CASE}, told=("kind", "told_at", "how")),
    Holding(
        "dossiers.IssuedForm",
        "dossier",
        {
            "context": Datum(Category.PAPER, Left.OBJECT),
            "pdf": Datum(Category.PAPER, Left.NULL),
        },
        told=("kind", "number", "year", "issued_at", "sha256"),
    ),
    Holding(
        "dossiers.DossierFile",
        "dossier",
        {
            "name": Datum(Category.FILE, Left.BLANK),
            "file": Datum(Category.FILE, Left.BLANK),
            "removed_why": Datum(Category.CASE, Left.BLANK),
        },
        told=("purpose", "content_type", "size", "sha256", "uploaded_at"),
    ),
    Holding(
        "dossiers.Feedback",
        "dossier",
        {
            "text": Datum(Category.OPINION, Left.MARK),
            "answer": Datum(Category.OPINION, Left.MARK),
        },
        told=("kind", "given_at", "answered_at"),
    ),
    Holding(
        "dossiers.Rating",
        "dossier",
        {"comment": Datum(Category.OPINION, Left.BLANK)},
        told=("score", "answers", "at"),
    ),
)
