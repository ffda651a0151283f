"""Delay notices and apology letters as JSON."""

from collections.abc import Iterable, Mapping
from typing import Any

from agencies.api.moments import told
from notifications.domain.letters import Part
from notifications.wording import PART_LABELS

_APPOINTMENT = (
    "dossier__ref",
    "dossier__code",
    "run",
    "appointment",
    "agency__code",
    "agency__name",
    "due_at",
    "reason_code",
    "reason",
)
NOTICE_COLUMNS = (
    "id",
    *_APPOINTMENT,
    "kind",
    "unit__code",
    "unit__name",
    "demanded_at",
    "answer_by",
    "answered_at",
    "answered_by__username",
    "answered_by__full_name",
    "proposed_until",
    "lapsed_at",
    "lapsed_why",
    "is_violation",
)
LETTER_COLUMNS = (
    "id",
    "ref",
    *_APPOINTMENT,
    "way",
    "state",
    "generated_at",
    "new_until",
    "lost_items",
    "issuer__code",
    "issuer__name",
    "number",
    "year",
    "signer__username",
    "signer__full_name",
    "prepared_at",
    "signed_at",
    "signature",
    "sha256",
    "signed_sha256",
    "issued_at",
    "delivered_at",
    "delivered_how",
    "voided_at",
    "void_why",
)


def notice_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A demand to finish or to say why not, and its answer."""
    return {
        "id": row["id"],
        **_appointment(row),
        "kind": row["kind"],
        "unit": row["unit__code"],
        "unit_name": row["unit__name"],
        "open": row["answered_at"] is None and row["lapsed_at"] is None,
        "demanded_at": told(row["demanded_at"]),
        "answer_by": told(row["answer_by"]),
        "answered_at": told(row["answered_at"]),
        "answered_by": _officer(row, "answered_by"),
        "proposed_until": told(row["proposed_until"]),
        "lapsed_at": told(row["lapsed_at"]),
        "lapsed_why": row["lapsed_why"],
        "is_violation": row["is_violation"],
    }


def letter_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """An apology letter, whatever its state."""
    return {
        "id": str(row["ref"]),
        **_appointment(row),
        "way": row["way"],
        "state": row["state"],
        "generated_at": told(row["generated_at"]),
        "new_until": told(row["new_until"]),
        "lost_items": row["lost_items"],
        "issuer": row["issuer__code"],
        "issuer_name": row["issuer__name"],
        "number": row["number"],
        "year": row["year"],
        "signer": _officer(row, "signer"),
        "prepared_at": told(row["prepared_at"]),
        "signed_at": told(row["signed_at"]),
        "signature": row["signature"] or None,
        "sha256": row["sha256"],
        "signed_sha256": row["signed_sha256"],
        "issued_at": told(row["issued_at"]),
        "delivered_at": told(row["delivered_at"]),
        "delivered_how": row["delivered_how"],
        "voided_at": told(row["voided_at"]),
        "void_why": row["void_why"],
    }


def letter_whole(row: Mapping[str, Any], missing: Iterable[Part]) -> dict[str, Any]:
    """A letter with what it still lacks."""
    parts = [{"part": part.value, "detail": str(PART_LABELS[part])} for part in missing]
    return {**letter_told(row), "missing": parts}


def _appointment(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "dossier": str(row["dossier__ref"]),
        "dossier_code": row["dossier__code"],
        "run": row["run"],
        "appointment": row["appointment"],
        "agency": row["agency__code"],
        "agency_name": row["agency__name"],
        "due_at": told(row["due_at"]),
        "reason_code": row["reason_code"],
        "reason": row["reason"],
    }


def _officer(row: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    if row[f"{name}__username"] is None:
        return None
    return {"username": row[f"{name}__username"], "name": row[f"{name}__full_name"]}
