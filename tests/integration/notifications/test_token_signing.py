"""Signing with the officer's own token: numbered and frozen, taken away, brought back, or given up."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Announcement
from notifications.models import ApologyLetter
from notifications.services import (
    give_up_signature,
    issue_letter,
    letter_pdf,
    prepare_for_signature,
    prepare_letter,
    sweep,
    upload_signed,
)
from tests.factories import Office, moment, perform_act
from tests.integration.notifications.scenes import (
    DUE,
    LATE,
    MONDAY_AFTER,
    NEW_DATE,
    PARTS,
    REASON,
    again,
    answered,
    overdue,
)
from tests.tokens import Token, authority, self_signed

PREPARED = moment("2026-11-26 16:00")
BACK = moment("2026-11-26 16:40")

HEAD = "Phạm Văn Sở"


@pytest.fixture(autouse=True)
def believed(settings: Settings, tmp_path: Path) -> None:
    """The officers' certificates come from the test authority."""
    bundle = tmp_path / "roots.pem"
    bundle.write_bytes(authority().pem)
    settings.SIGNING_MODE = "both"
    settings.SIGNING_TRUST_ROOTS = str(bundle)


def prepared(office: Office, letter: ApologyLetter | None = None) -> ApologyLetter:
    letter = letter or answered(office)
    head = Actor(office.agency_head)
    return prepare_for_signature(letter_id=letter.pk, actor=head, at=PREPARED)


def signed_by(letter: ApologyLetter, token: Token) -> bytes:
    """What comes back from the officer's signing program."""
    return token.sign(letter_pdf(letter_id=letter.pk, at=PREPARED))


def upload(office: Office, letter: ApologyLetter, pdf: bytes | None = None, **changed: object):
    call = {
        "pdf": pdf or signed_by(letter, authority().token(HEAD)),
        "actor": Actor(office.agency_head),
        "at": BACK,
        **changed,
    }
    return upload_signed(letter_id=letter.pk, **call)


def stored(letter: ApologyLetter) -> ApologyLetter:
    return ApologyLetter.objects.get(pk=letter.pk)


def test_preparing_numbers_and_freezes_and_moves_nothing(office: Office):
    letter = stored(prepared(office))
    assert (letter.state, letter.number, letter.prepared_at) == ("ready", 1, PREPARED)
    assert letter.signer == office.agency_head
    assert letter_pdf(letter_id=letter.pk, at=BACK) == bytes(letter.pdf)
    assert again(letter.dossier).due_at == DUE
    assert not Announcement.objects.exists()


def test_the_signed_file_comes_back_and_the_letter_is_issued_with_it(office: Office):
    letter = prepared(office)
    pdf = signed_by(letter, authority().token(HEAD))
    upload(office, letter, pdf)
    letter = stored(letter)
    assert (letter.state, letter.signed_at, letter.issued_at) == ("issued", BACK, BACK)
    assert bytes(letter.signed_pdf) == pdf == letter_pdf(letter_id=letter.pk, at=BACK)
    assert (letter.signature["kind"], letter.signature["signer"]) == ("token", HEAD)
    assert again(letter.dossier).due_at == NEW_DATE
    assert Announcement.objects.get().occasion == f"letter:{letter.ref}"


def test_a_prepared_letter_is_neither_changed_nor_prepared_nor_signed_otherwise(office: Office):
    letter = prepared(office)
    actor = Actor(office.agency_head)
    for service in (prepare_letter, prepare_for_signature, issue_letter):
        with pytest.raises(ActRefused, match="letter_prepared"):
            service(letter_id=letter.pk, actor=actor, at=BACK)
    assert stored(letter).number == 1


def other_file(letter: ApologyLetter) -> bytes:
    token = authority().token(HEAD)
    pdf = bytes(letter.pdf)
    return token.sign(pdf.replace(b"/Title", b"/Tital", 1))


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda letter: b"nothing like it", "not_a_pdf"),
        (lambda letter: bytes(letter.pdf), "not_signed"),
        (other_file, "not_the_same_document"),
        (lambda letter: signed_by(letter, authority().token("Nguyễn Văn Khác")), "wrong_signer"),
        (lambda letter: signed_by(letter, self_signed(HEAD)), "untrusted_certificate"),
    ],
    ids=["no PDF", "unsigned", "another file", "another person", "self-signed"],
)
def test_anything_but_the_very_letter_with_the_signers_signature_is_refused(
    office: Office, made: Callable[[ApologyLetter], bytes], code: str
):
    letter = prepared(office)
    with pytest.raises(ActRefused, match=code):
        upload(office, letter, made(letter))
    letter = stored(letter)
    assert (letter.state, letter.signed_pdf) == ("ready", None)
    assert again(letter.dossier).due_at == DUE


def test_only_the_signer_it_was_prepared_for_brings_it_back(office: Office):
    letter = prepared(office)
    for officer in (office.specialist, office.centre_head):
        with pytest.raises(ActRefused, match="not_your_signature"):
            upload(office, letter, actor=Actor(officer))


def test_nothing_is_brought_back_that_was_not_taken_away(office: Office):
    with pytest.raises(ActRefused, match="letter_not_prepared"):
        upload(office, answered(office), b"%PDF-1.7")


def test_where_only_the_server_signs_no_letter_is_prepared(office: Office, settings: Settings):
    settings.SIGNING_MODE = "server"
    with pytest.raises(ActRefused, match="tokens_not_used"):
        prepared(office)


def test_a_signature_given_up_leaves_its_number_on_record_and_a_new_draft(office: Office):
    letter = prepared(office)
    draft = give_up_signature(letter_id=letter.pk, actor=Actor(office.agency_head), at=BACK)
    old = stored(letter)
    assert (old.state, old.void_why, old.number) == ("void", "given_up", 1)
    assert (draft.state, draft.reason, draft.new_until) == ("ready", REASON, NEW_DATE)
    again_prepared = prepared(office, draft)
    assert (again_prepared.number, again_prepared.year) == (2, 2026)
    assert upload(office, again_prepared).state == "issued"


def test_an_upload_while_the_clock_stands_is_kept_and_issued_when_it_runs_again(office: Office):
    office.version.payment_pause_article = "Điều 9 Luật Phí và lệ phí"
    office.version.save()
    letter = prepared(office)
    held = perform_act(office, "request_payment", at=PREPARED, dossier=again(letter.dossier))
    assert held.due_at is None
    assert upload(office, letter).state == "signed"
    assert again(held).reappointed_at is None
    perform_act(office, "confirm_payment", at=moment("2026-11-27 08:00"), dossier=again(held))
    issued = issue_letter(
        letter_id=letter.pk, actor=Actor(office.agency_head), at=moment("2026-11-27 09:00")
    )
    assert (issued.state, issued.number) == ("issued", 1)
    assert again(held).due_at == NEW_DATE


def test_a_letter_signed_for_a_date_that_has_passed_is_kept_but_never_issued(office: Office):
    overdue(office)
    letter = ApologyLetter.objects.get()
    head = Actor(office.agency_head)
    prepare_for_signature(letter_id=letter.pk, actor=head, at=MONDAY_AFTER, **PARTS)
    late = NEW_DATE + timedelta(minutes=1)
    assert upload(office, letter, at=late).state == "signed"
    assert again(letter.dossier).due_at == DUE
    with pytest.raises(ActRefused, match="missing_new_until"):
        issue_letter(letter_id=letter.pk, actor=head, at=late)
    draft = give_up_signature(letter_id=letter.pk, actor=head, at=late)
    assert (draft.state, draft.reason) == ("draft", REASON)


def test_an_in_time_letter_brought_back_after_the_miss_is_out_of_date(office: Office):
    letter = prepared(office)
    with pytest.raises(ActRefused, match="letter_out_of_date"):
        upload(office, letter, at=LATE)
    assert stored(letter).state == "ready"


def test_the_sweep_voids_what_was_frozen_in_time_and_drafts_it_anew_as_late(office: Office):
    letter = prepared(office)
    counts = sweep(LATE)
    assert counts["letters"] == 1
    old, new = ApologyLetter.objects.order_by("pk")
    assert (old.pk, old.state, old.void_why, old.number) == (letter.pk, "void", "out_of_date", 1)
    assert (new.way, new.state, new.reason, new.new_until) == ("late", "ready", REASON, NEW_DATE)
    assert sweep(LATE)["letters"] == 0


def test_settled_in_time_a_prepared_letter_is_void_with_its_number(office: Office):
    letter = prepared(office)
    perform_act(office, "settle", at=BACK, dossier=again(letter.dossier))
    assert (stored(letter).state, stored(letter).number) == ("void", 1)
    with pytest.raises(ActRefused, match="letter_not_prepared"):
        upload(office, letter)


def test_settled_late_a_prepared_letter_is_written_anew_to_say_that_the_result_is_ready(
    office: Office,
):
    overdue(office)
    letter = ApologyLetter.objects.get()
    head = Actor(office.agency_head)
    prepare_for_signature(letter_id=letter.pk, actor=head, at=MONDAY_AFTER, **PARTS)
    perform_act(office, "settle", at=moment("2026-11-30 10:00"), dossier=again(letter.dossier))
    old, new = ApologyLetter.objects.order_by("pk")
    assert (old.state, old.void_why) == ("void", "settled")
    assert (new.way, new.state, new.reason, new.flag) == ("ready", "ready", REASON, old.flag)


def test_the_database_refuses_a_prepared_letter_without_number_or_file(office: Office):
    letter = prepared(office)
    for lacking in ({"number": None}, {"pdf": None}, {"signer": None}, {"issuer": None}):
        with pytest.raises(IntegrityError, match="letter_prepared_whole"), transaction.atomic():
            ApologyLetter.objects.filter(pk=letter.pk).update(**lacking)
