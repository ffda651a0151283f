"""The PIN stands on the receipt and lies nowhere in clear: the database alone opens no look-up."""

from hashlib import sha256
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from psycopg import sql
from pytest_django import Settings

from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, IssuedForm
from dossiers.services import print_form
from dossiers.services.receipt_keys import receipt_pin
from dossiers.services.sealing import SealBroken, seal, unseal
from tests.factories import Office, dossier_in, moment, perform_act
from tests.stories.telling import text_of

AT = moment("2026-11-19 09:00")
LATER = moment("2026-11-20 09:00")


def receipt_of(dossier: Dossier) -> IssuedForm:
    return dossier.forms.filter(kind="01").latest("pk")


def everything_stored() -> str:
    """All rows of all tables as text; binary columns as the letters they might hold."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            rows = sql.SQL("SELECT coalesce(string_agg(t::text, ' '), '') FROM {} t")
            cursor.execute(rows.format(sql.Identifier(table)))
            parts.append(cursor.fetchone()[0])
    kept = (bytes(pdf) for pdf in IssuedForm.objects.values_list("pdf", flat=True) if pdf)
    return "\n".join([*parts, *(pdf.decode("latin-1") for pdf in kept)])


def test_no_table_holds_the_pin_before_the_print_or_after_it(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    pin = receipt_pin(dossier)
    assert len(pin) == 6
    assert pin not in everything_stored()
    assert pin in text_of(print_form(receipt_of(dossier).pk))
    stored = everything_stored()
    assert pin not in stored
    assert "%PDF" not in stored, "a kept receipt is sealed: it shows the PIN"


def test_a_reprint_is_the_same_file(office: Office) -> None:
    paper = receipt_of(dossier_in(office, "received", at=AT))
    first = print_form(paper.pk)
    assert print_form(paper.pk) == first
    paper.refresh_from_db()
    assert paper.sha256 == sha256(first).hexdigest()


def test_the_receipt_after_a_supplement_shows_the_first_pin(office: Office) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    pin = receipt_pin(dossier)
    again = perform_act(office, "accept_supplement", at=LATER, dossier=dossier)
    assert pin in text_of(print_form(receipt_of(again).pk))
    page = Client().post(f"/tra-cuu/{dossier.code}/", {"pin": pin})
    assert page.status_code == 302


def test_what_is_sealed_for_one_dossier_opens_for_no_other(office: Office) -> None:
    one, other = (dossier_in(office, "received", at=AT) for _ in range(2))
    receipt = receipt_of(one)
    receipt.context["sealed_pin"] = receipt_of(other).context["sealed_pin"]
    receipt.save()
    with pytest.raises(ActRefused) as refused:
        print_form(receipt.pk)
    assert refused.value.code == "sealed_otherwise"


def test_a_changed_byte_opens_nothing(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    sealed = bytearray(seal(b"7KQ2MX", ref=dossier.ref))
    sealed[-1] ^= 1
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), ref=dossier.ref)


def test_under_another_key_a_dossier_goes_on_without_a_pin(
    office: Office, settings: Settings
) -> None:
    """The key was lost: its PINs open nothing any more, and no act may fail for it."""
    dossier = dossier_in(office, "supplement_requested", at=AT)
    settings.LOOKUP_PIN_KEY = "another key"
    with pytest.raises(ActRefused, match="sealed_otherwise"):
        print_form(receipt_of(dossier).pk)
    again = perform_act(office, "accept_supplement", at=LATER, dossier=dossier)
    assert receipt_of(again).context["sealed_pin"] == ""
    assert print_form(receipt_of(again).pk).startswith(b"%PDF")


def test_the_desk_says_why_a_paper_cannot_be_printed(
    office: Office, client: Client, settings: Settings
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    settings.LOOKUP_PIN_KEY = "another key"
    client.force_login(office.counter)
    address = f"/admin/dossiers/dossier/{dossier.code}/papers/{receipt_of(dossier).pk}/"
    answer = client.get(address, follow=True, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert "LOOKUP_PIN_KEY" in answer.content.decode()


def test_the_migration_seals_what_stood_in_clear_and_leads_back(office: Office) -> None:
    """Receipts of before are sealed with the PINs that applicants have in their hands."""
    printed, fresh = (dossier_in(office, "received", at=AT) for _ in range(2))
    paper = print_form(receipt_of(printed).pk)
    pins = [receipt_pin(each) for each in (printed, fresh)]
    migration = import_module("dossiers.migrations.0006_seal_receipts")
    migration.unseal_receipts(apps, None)
    assert [receipt_of(each).context["pin"] for each in (printed, fresh)] == pins
    assert bytes(receipt_of(printed).pdf or b"") == paper
    migration.seal_receipts(apps, None)
    assert [receipt_pin(each) for each in (printed, fresh)] == pins
    assert not set(pins) & set(everything_stored().split('"'))
    assert print_form(receipt_of(printed).pk) == paper
