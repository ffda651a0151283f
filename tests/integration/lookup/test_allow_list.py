"""Every column of a dossier and its applicant has been decided upon: shown to nobody, or to whom."""

from dataclasses import fields

from dossiers.lifecycle import rows
from dossiers.models import Applicant, Dossier
from dossiers.selectors.lookup import KEYED_COLUMNS, OPEN_COLUMNS
from dossiers.selectors.stops import TOLD_ACTS, Stop

#: Columns of the dossier that the look-up never reads into an answer, each for its reason.
NEVER = {
    "id": "internal",
    "version": "internal",
    "case": "may say what the applicant's situation is",
    "channel": "of no use to the applicant",
    "submitted_by": "a person",
    "external_id": "the submitting system's own number",
    "officer": "a person",
    "run": "told in the explanation of the date",
    "submitted_at": "told by the portal the applicant used",
    "reception_due_at": "internal duty",
    "transfer_due_at": "internal duty",
    "supplement_until": "internal duty",
    "forwarded_to": "internal; the settling agency is told",
    "arrived_at": "told in the explanation of the date, where it counts",
    "leading": "another dossier",
    "register_year": "the office's own book",
    "register_number": "the office's own book",
    "warn_on": "internal duty",
    "calendar_version": "internal",
    "outcome": "the result itself is handed out, not published",
    "result": "the result itself is handed out, not published",
    "state_before_payment": "internal",
    "state_before_supplement": "internal",
    "supplement_count": "internal",
    "completion_count": "internal",
    "pin_digest": "the key itself; compared, never shown",
    "lookup_token": "the key itself; compared, never shown",
    "head_hash": "internal",
    "event_count": "internal",
}
#: Relations of which it is told whether there is one, and nothing of what it is.
KNOWN_TO_BE = {"outage"}
#: Relations of which single columns are read: `agency__name`, not the agency.
READ_IN_PART = {"procedure", "procedure_version", "receiving_unit", "agency", "unit"}


def test_every_column_of_the_dossier_is_shown_or_withheld_on_purpose() -> None:
    columns = {field.name for field in Dossier._meta.concrete_fields}
    shown = {name.split("__")[0] for name in KEYED_COLUMNS}
    assert columns == shown | set(NEVER)
    assert not shown & set(NEVER)
    assert {name.split("__")[0] for name in KEYED_COLUMNS if "__" in name} == READ_IN_PART


def test_of_no_relation_more_than_the_named_columns_is_read() -> None:
    relations = {field.name for field in Dossier._meta.concrete_fields if field.is_relation}
    shown = {name for name in KEYED_COLUMNS if "__" not in name}
    assert relations & shown == KNOWN_TO_BE


def test_the_timeline_tells_acts_of_the_table_and_of_each_the_moment_alone() -> None:
    assert set(TOLD_ACTS) <= {row.act for row in rows(Dossier)} | {"import"}
    assert {field.name for field in fields(Stop)} == {"act", "at", "until", "letter"}


def test_nothing_of_the_applicant_is_read() -> None:
    assert not [name for name in KEYED_COLUMNS if name.startswith("applicant")]
    assert {field.name for field in Applicant._meta.fields} == {
        "id",
        "dossier",
        "kind",
        "name",
        "identity_number",
        "address",
        "phone",
        "email",
        "notify_by",
        "subject",
        "search_name",
        "erased_at",
        "search",
    }


def test_a_bare_code_reads_no_more_than_the_circular_and_the_setting_allow() -> None:
    assert set(OPEN_COLUMNS) == {
        "code",
        "state",
        "step",
        "received_at",
        "due_at",
        "late_from",
        "late_since",
        "procedure_version__sensitive",
        "agency__name",
    }
