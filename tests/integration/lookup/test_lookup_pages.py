"""The look-up's pages: from the box to the dossier, the PIN's door, the QR and its short session."""

import logging

import pytest
from django.test import Client

from dossiers.pages.opening import COOKIE, SECONDS
from tests.factories import Office, moment, perform_act
from tests.integration.lookup.conftest import RECEIVED, Held, held

UNKNOWN = "/tra-cuu/H41.01.02-261119-9999/"


def text(response: object) -> str:
    return response.content.decode()


def test_the_box_leads_to_the_address_of_the_code(client: Client, received: Held) -> None:
    answer = client.get("/tra-cuu/", {"ma": " h41.01.02 261119 0001 "})
    assert (answer.status_code, answer["Location"]) == (302, received.page)


def test_an_empty_box_leads_back_to_the_box(client: Client) -> None:
    assert client.get("/tra-cuu/")["Location"] == "/"


def test_what_is_no_code_keeps_what_was_typed_and_says_why(client: Client) -> None:
    answer = client.get("/tra-cuu/", {"ma": "<b>hồ sơ</b>"})
    assert answer.status_code == 400
    assert "&lt;b&gt;hồ sơ&lt;/b&gt;" in text(answer)
    assert 'role="alert"' in text(answer)


def test_without_a_key_the_page_shows_no_date_and_no_procedure(
    client: Client, received: Held
) -> None:
    page = text(client.get(received.page))
    assert received.code in page
    for hidden in ("27/11/2026", "19/11/2026", "thử nghiệm", "Sở Thử nghiệm", "Nguyễn"):
        assert hidden not in page


def test_the_pin_opens_the_page_for_a_short_while(client: Client, received: Held) -> None:
    answer = client.post(received.page, {"pin": f" {received.pin.lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, received.page)
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["max-age"], cookie["path"]) == (True, SECONDS, "/tra-cuu/")
    page = text(client.get(received.page))
    assert "17:00, 27/11/2026" in page
    assert "Cấp giấy phép thử nghiệm" in page
    assert "Nguyễn Văn Ví Dụ" not in page


def test_closing_shuts_the_details_on_this_device(client: Client, received: Held) -> None:
    client.post(received.page, {"pin": received.pin})
    client.post(received.page, {"close": "1"})
    assert "27/11/2026" not in text(client.get(received.page))


def test_what_one_pin_opened_opens_no_other_dossier(
    client: Client, received: Held, office: Office
) -> None:
    other = held(perform_act(office, "receive", at=moment(RECEIVED)))
    client.post(received.page, {"pin": received.pin})
    assert "27/11/2026" not in text(client.get(other.page))


def test_a_forged_session_opens_nothing(client: Client, received: Held) -> None:
    client.cookies[COOKIE] = f"{received.dossier.ref}:1abcde:forged"
    assert "27/11/2026" not in text(client.get(received.page))


def test_the_pin_door_answers_wrong_pin_and_unknown_code_alike(
    client: Client, received: Held
) -> None:
    answers = [
        client.post(address, {"pin": pin})
        for address, pin in ((received.page, "222222"), (received.page, ""), (UNKNOWN, "222222"))
    ]
    assert {answer.status_code for answer in answers} == {403}
    pages = {
        text(a).replace("H41.01.02-261119-9999", received.code).split("csrfmiddleware")[0]
        for a in answers
    }
    assert len(pages) == 1


def test_an_unknown_code_is_not_found(client: Client, db: None) -> None:
    assert client.get(UNKNOWN).status_code == 404


def test_the_qr_is_exchanged_for_a_session_and_its_token_stands_in_no_address(
    client: Client, received: Held
) -> None:
    token = received.dossier.lookup_token
    answer = client.get(f"/tra-cuu/q/{token}/")
    assert (answer.status_code, answer["Location"]) == (302, received.page)
    page = text(client.get(received.page))
    assert "17:00, 27/11/2026" in page
    assert token not in page


def test_a_token_that_is_no_token_is_not_found(client: Client, received: Held) -> None:
    for token in ("x", "A" * 43, "A" * 400, "%00"):
        assert client.get(f"/tra-cuu/q/{token}/").status_code == 404


def test_a_token_never_reaches_the_log(
    client: Client, received: Held, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(f"/tra-cuu/q/{received.dossier.lookup_token}/")
        client.get("/tra-cuu/q/AAAABBBBCCCC/")
    assert received.dossier.lookup_token not in caplog.text
    assert "AAAABBBBCCCC" not in caplog.text


def test_what_is_asked_for_stands_on_the_page_escaped(
    client: Client, received: Held, office: Office
) -> None:
    perform_act(
        office,
        "request_supplement",
        at=moment("2026-11-20 09:00"),
        dossier=received.dossier,
        items=["Bản vẽ <script>alert(1)</script>"],
    )
    client.get(f"/tra-cuu/q/{received.dossier.lookup_token}/")
    page = text(client.get(received.page))
    assert "Bản vẽ &lt;script&gt;" in page
    assert 'class="date"' not in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_speak_the_chosen_language(client: Client, received: Held, language: str) -> None:
    client.post("/i18n/setlang/", {"language": language, "next": "/"})
    for address in ("/", received.page):
        assert f'<html lang="{language}">' in text(client.get(address))


@pytest.mark.parametrize(("address", "status"), [("/khong-co/", 404), (UNKNOWN, 404)])
def test_errors_have_pages_of_their_own(
    client: Client, db: None, address: str, status: int
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "public.css" in text(answer)


def test_a_server_error_has_a_page_that_needs_nothing() -> None:
    from django.template.loader import get_template

    assert "public.css" in get_template("500.html").render()
