"""Rating the service from the code on forms 01–03: also before reception, without opening the look-up."""

import uuid
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client

from config.private_logs import without_shapes
from dossiers.models import Dossier, Rating
from dossiers.pages.opening import COOKIE
from dossiers.services.lookup_keys import rating_token, ref_in_rating_token
from tests.factories import Office, dossier_in, moment

AT = moment("2026-11-19 09:00")


def address(dossier: Dossier) -> str:
    """What the code on the dossier's latest paper leads to."""
    return urlsplit(dossier.forms.latest("pk").context["rating_url"]).path


@pytest.mark.parametrize(
    ("state", "kind"), [("received", "01"), ("supplement_requested", "02"), ("declined", "03")]
)
def test_the_code_on_forms_01_02_and_03_leads_to_the_rating(
    office: Office, client: Client, state: str, kind: str
) -> None:
    dossier = dossier_in(office, state, at=AT)
    paper = dossier.forms.latest("pk")
    assert paper.kind == kind
    assert paper.context["qr"]["rating"] == paper.context["rating_url"]
    answer = client.post(address(dossier), {"score": "4", "comment": " Nhanh "}, follow=True)
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"].startswith("noindex")
    kept = Rating.objects.get(dossier=dossier)
    assert (kept.score, kept.comment) == (4, "Nhanh")


def test_each_content_of_the_decree_may_be_judged_and_keeps_its_points(
    office: Office, client: Client
) -> None:
    page = address(dossier_in(office, "received", at=AT))
    client.post(page, {"score": "4", "time": "2", "attitude": "0"})
    client.post(page, {"score": "4", "attitude": "1"})
    assert Rating.objects.get().answers == {"time": 2, "attitude": 1}


@pytest.mark.parametrize("points", ["3", "-1", "hai", "1.0"])
def test_a_content_takes_two_one_or_no_points(office: Office, client: Client, points: str) -> None:
    page = address(dossier_in(office, "received", at=AT))
    answer = client.post(page, {"score": "4", "time": points})
    assert answer.status_code == 400
    assert not Rating.objects.exists()


def test_the_answers_are_not_shown_again(office: Office, client: Client) -> None:
    page = address(dossier_in(office, "received", at=AT))
    client.post(page, {"score": "4", "attitude": "0"})
    assert 'name="attitude" value="0">' in client.get(page).content.decode()


def test_the_last_mark_counts(office: Office, client: Client) -> None:
    page = address(dossier_in(office, "received", at=AT))
    for score in ("2", "5"):
        client.post(page, {"score": score})
    assert Rating.objects.get().score == 5


def test_the_page_shows_the_mark_but_neither_comment_nor_applicant(
    office: Office, client: Client
) -> None:
    page = address(dossier_in(office, "received", at=AT))
    client.post(page, {"score": "1", "comment": "Chờ quá lâu"})
    shown = client.get(page).content.decode()
    assert 'value="1" required checked' in shown
    assert "Chờ quá lâu" not in shown
    assert "Nguyễn Văn Ví Dụ" not in shown


@pytest.mark.parametrize("score", ["", "0", "6", "5.0", "năm", "-1"])
def test_only_five_marks_are_taken(office: Office, client: Client, score: str) -> None:
    answer = client.post(address(dossier_in(office, "received", at=AT)), {"score": score})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not Rating.objects.exists()


def test_a_comment_too_long_is_given_back_to_be_shortened(office: Office, client: Client) -> None:
    long = "dài " * 600
    answer = client.post(
        address(dossier_in(office, "received", at=AT)), {"score": "3", "comment": long}
    )
    assert answer.status_code == 400
    assert long.strip() in answer.content.decode()
    assert not Rating.objects.exists()


def test_the_database_takes_no_other_mark(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(dossier=dossier, score=6, at=AT)


def test_an_address_nobody_was_given_rates_nothing(office: Office, client: Client) -> None:
    dossier = dossier_in(office, "received", at=AT)
    right = rating_token(dossier.ref)
    wrong = [
        "x" * 43,
        right[:-2] + ("AA" if right[-2:] != "AA" else "BA"),
        str(dossier.ref),
        dossier.code,
        rating_token(uuid.uuid4()),
        "é" * 43,
    ]
    for token in wrong:
        assert client.get(f"/danh-gia/{token}/").status_code == 404
        assert client.post(f"/danh-gia/{token}/", {"score": "5"}).status_code == 404
    assert not Rating.objects.exists()


def test_the_code_opens_the_rating_and_not_the_look_up(office: Office, client: Client) -> None:
    dossier = dossier_in(office, "received", at=AT)
    answer = client.get(address(dossier))
    assert COOKIE not in answer.cookies
    token = address(dossier).split("/")[2]
    assert client.get(f"/tra-cuu/q/{token}/").status_code == 404


def test_ratings_are_counted_with_the_look_ups(
    office: Office, client: Client, settings: LazySettings
) -> None:
    settings.LOOKUP_RATE_PER_MINUTE = 3
    page = address(dossier_in(office, "received", at=AT))
    answers = [client.get(page).status_code for _number in range(5)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_a_token_holds_the_reference_and_is_the_installations_own(settings: LazySettings) -> None:
    ref = uuid.uuid4()
    token = rating_token(ref)
    assert ref_in_rating_token(token) == ref
    settings.LOOKUP_PIN_KEY = "another installation"
    assert ref_in_rating_token(token) is None


def test_the_log_keeps_no_token() -> None:
    assert without_shapes("/danh-gia/abc_DEF-1/") == "/danh-gia/…/"
