"""The columns with which the lists of dossiers and their duties are exported."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from batches.admin.columns import Column
from dossiers.admin.words import DROP_LABELS

#: What the columns of one dossier read of other tables.
DOSSIER_PREFETCH = [
    *("procedure", "procedure_version", "applicant", "officer"),
    *("receiving_unit", "agency", "unit"),
]

DOSSIER_COLUMNS = [
    Column(_("dossier code"), "code", 24),
    Column(_("procedure code"), "procedure.code"),
    Column(_("procedure"), "procedure_version.name", 50),
    Column(_("applicant"), "applicant.name", 28, personal=True),
    Column(_("telephone"), "applicant.phone", 15, personal=True),
    Column(_("address"), "applicant.address", 40, personal=True),
    Column(_("channel"), "get_channel_display"),
    Column(_("state"), "get_state_display", 22),
    Column(_("receiving unit"), "receiving_unit", 30),
    Column(_("settling agency"), "agency", 30),
    Column(_("unit"), "unit", 30),
    Column(_("officer"), "officer", 24),
    Column(_("submitted"), "submitted_at"),
    Column(_("received"), "received_at"),
    Column(_("first due moment"), "original_due_at"),
    Column(_("due"), "due_at"),
    Column(_("Overdue"), lambda dossier: dossier.is_overdue(timezone.now()), 10),
    Column(_("settled"), "settled_at"),
    Column(_("outcome"), "get_outcome_display", 12),
    Column(_("returned"), "returned_at"),
    Column(_("supplements asked"), "supplement_count", 10),
]

REGISTER_COLUMNS = [
    Column(_("number in the register"), "register_number", 10),
    Column(_("dossier code"), "code", 24),
    Column(_("procedure"), "procedure_version.name", 50),
    Column(_("applicant"), "applicant.name", 28, personal=True),
    Column(_("address"), "applicant.address", 40, personal=True),
    Column(_("telephone"), "applicant.phone", 15, personal=True),
    Column(_("settling agency"), "agency", 30),
    Column(_("received"), "received_at"),
    Column(_("first due moment"), "original_due_at"),
    Column(_("due"), "due_at"),
    Column(_("settled"), "settled_at"),
    Column(_("returned"), "returned_at"),
    Column(_("state"), "get_state_display", 22),
]

ANNOUNCEMENT_COLUMNS = [
    Column(_("dossier code"), "dossier.key", 24),
    Column(_("procedure"), "dossier.procedure_version.name", 50),
    Column(_("what is told"), "get_kind_display", 24),
    Column(_("said by"), "said_by", 30),
    Column(_("applicant"), "dossier.applicant.name", 28, personal=True),
    Column(_("telephone"), "dossier.applicant.phone", 15, personal=True),
    Column(_("e-mail"), "dossier.applicant.email", 24, personal=True),
    Column(_("to be told by"), "tell_by"),
    Column(_("told"), "told_at"),
    Column(_("told how"), "get_how_display"),
    Column(_("told by"), "told_by", 24),
    Column(_("no longer to be told"), "dropped_at"),
    Column(
        _("because"),
        lambda row: DROP_LABELS.get(row.dropped_why, row.dropped_why),
        24,
    ),
]

VIOLATION_COLUMNS = [
    Column(_("dossier code"), "dossier.key", 24),
    Column(_("procedure"), "dossier.procedure_version.name", 50),
    Column(_("duty"), "get_kind_display", 40),
    Column(_("agency at fault"), "agency.name", 30),
    Column(_("was due"), "due_at"),
    Column(_("found"), "found_at"),
]
