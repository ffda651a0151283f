"""The register of personal data is whole: a new field of text is in it, or is said here to be impersonal, and why."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from dossiers.domain.facts import FactKind
from dossiers.domain.personal_data import Left
from dossiers.lifecycle import rows
from dossiers.models import Dossier
from dossiers.selectors.personal_data import holdings

TEXTUAL = (
    *(models.CharField, models.TextField, models.JSONField, models.BinaryField),
    *(models.FileField, models.GenericIPAddressField, ArrayField),
)
#: Configuration, and accounts of people who work here: nothing about applicants.
OF_THE_HOUSE = {
    *("admin.LogEntry", "auth.Permission", "auth.Group", "contenttypes.ContentType"),
    *("agencies.Agency", "agencies.Officer", "agencies.Delegation", "agencies.AccessToken"),
    *("procedures.CalendarDay", "procedures.CalendarEdition", "procedures.Sector"),
    *("procedures.Procedure", "procedures.ProcedureVersion", "procedures.ChannelLimit"),
    *("procedures.RequiredDocument", "procedures.Fee", "procedures.ProcessStep"),
    *("dossiers.Outage", "dossiers.FormCounter", "notifications.Downtime"),
    *("notifications.SweepRun", "notifications.JobRun", "notifications.Webhook"),
}
#: Gone by itself after hours or days.
SHORT_LIVED = {
    "sessions.Session": "the session's own end",
    "batches.Batch": "BATCH_KEPT_DAYS",
    "batches.BatchFile": "BATCH_KEPT_DAYS",
    "batches.BatchRow": "BATCH_KEPT_DAYS",
    "agencies.IdempotencyKey": "a day",
}
#: Who tried to sign in, from where: what was typed as a name, and addresses; never of an applicant.
SIGN_IN = {"axes.AccessAttempt", "axes.AccessFailureLog", "axes.AccessLog"}
IMPERSONAL = {
    "dossiers.Dossier": {
        *("code", "case", "ruleset", "external_id", "state_before_payment"),
        *("state_before_supplement", "head_hash"),
        # Keys of a look-up that tells nothing personal.
        *("pin_digest", "lookup_token"),
        # The number of the decision, which the archive of decisions has too.
        "result",
    },
    "dossiers.DossierEvent": {
        *("act", "from_state", "to_state", "text_digest", "previous_hash", "hash"),
        # Only what `test_facts_outside_the_erasable_texts_are_no_free_words` lets in.
        "facts",
    },
    "dossiers.AccessRecord": {"door", "address"},  # of the officer
    "dossiers.Announcement": {"occasion", "dropped_why"},
    "dossiers.Violation": {"occasion"},
    "dossiers.SupplementRequest": {"legal_ground"},
    "dossiers.FeeLine": {"name", "receipt_number"},
    "dossiers.IssuedForm": {"sha256"},
    "dossiers.DossierFile": {"content_type", "sha256", "finding"},
    "dossiers.HandOver": {"step_name"},
    "dossiers.Rating": {"answers"},  # points by content
    # Names applicants, and stays: a book closed by law, kept by the law on archives.
    "dossiers.RegisterYear": {"pdf", "sha256"},
    "notifications.Message": {"occasion", "recipient", "context"},
    "notifications.ApologyLetter": {"sha256", "signed_sha256", "signature", "void_why"},
    "notifications.ReminderLetter": {"context", "pdf", "sha256"},  # codes and dates
}


def text_fields() -> dict[str, set[str]]:
    """Every column of every table in which words or contents can stand; choices are none."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            base = field.base_field if isinstance(field, ArrayField) else field
            if isinstance(field, TEXTUAL) and not base.choices:
                found.setdefault(model._meta.label, set()).add(field.name)
    return found


def registered() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for holding in holdings():
        found.setdefault(holding.model, set()).update(holding.fields)
    return found


def test_every_field_of_text_is_personal_or_said_not_to_be() -> None:
    known = registered()
    undecided = {
        label: left
        for label, names in text_fields().items()
        if label not in OF_THE_HOUSE | set(SHORT_LIVED) | SIGN_IN
        and (left := names - known.get(label, set()) - IMPERSONAL.get(label, set()))
    }
    assert not undecided


def test_nothing_is_both() -> None:
    assert not {
        label: both
        for label, names in registered().items()
        if (both := names & IMPERSONAL.get(label, set()))
    }


def test_what_is_said_to_be_impersonal_exists() -> None:
    """A list that outlives its fields would let a new one of the same name slip through."""
    found = text_fields()
    assert not {
        label: gone for label, names in IMPERSONAL.items() if (gone := names - found[label])
    }
    assert OF_THE_HOUSE | set(SHORT_LIVED) | SIGN_IN <= set(found)


@pytest.mark.parametrize("holding", holdings(), ids=lambda each: each.model)
def test_the_register_leads_to_rows_and_leaves_what_the_column_can_hold(holding) -> None:
    model = apps.get_model(holding.model)
    assert model._default_manager.filter(**{f"{holding.way}__in": [1]}, **holding.only).query
    for name, datum in holding.fields.items():
        field = model._meta.get_field(name)
        if datum.left is Left.NULL:
            assert field.null
        if datum.left in (Left.BLANK, Left.MARK):
            assert isinstance(field, models.CharField | models.TextField | models.FileField)
    assert set(holding.told).isdisjoint(holding.fields)


#: Words that stand in the chain for good: numbers and names that the office itself gives.
OFFICIAL = {
    *("case", "linked_to", "result", "receipt_number", "legal_ground", "letter", "limit_row"),
    *("file", "sha256", "content_type", "reused_from", "external_id"),
}
WORDY = {
    *(FactKind.TEXT, FactKind.PARAGRAPH, FactKind.ITEMS, FactKind.APPLICANT),
    *(FactKind.DOCUMENTS, FactKind.CHANGES),
}


def test_facts_outside_the_erasable_texts_are_no_free_words() -> None:
    told = {
        (row.act, fact.name)
        for row in rows(Dossier)
        for fact in row.facts
        if fact.kind in WORDY and not fact.private and fact.name not in OFFICIAL
    }
    assert not told


def test_the_document_for_people_names_every_table() -> None:
    from pathlib import Path

    words = Path("docs/personal-data.md").read_text(encoding="utf-8")
    assert not [each.model for each in holdings() if f"`{each.model}`" not in words]
