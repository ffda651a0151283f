"""The look-up's pages: from the box to the dossier, the PIN's door, the QR and its short session."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier, Outage
from dossiers.pages.opening import COOKIE, SECONDS
from dossiers.selectors.stops import stops_of
from dossiers.services.feedback import give_feedback
from tests.factories import Office, dossier_in, moment, perform_act
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


def test_with_the_key_the_next_step_is_the_first_thing_on_the_page(
    client: Client, received: Held, office: Office
) -> None:
    asked = perform_act(
        office, "request_supplement", at=moment("2026-11-20 09:00"), dossier=received.dossier
    )
    client.get(f"/tra-cuu/q/{asked.lookup_token}/")
    english = {"HTTP_ACCEPT_LANGUAGE": "en"}
    page = text(client.get(received.page, **english))
    assert page.index("Bring what is missing") < page.index("at step 1 of 4")
    assert "Bản vẽ hoàn công" in page
    assert office.centre.name in page


@pytest.mark.parametrize(
    ("state", "todo"),
    [
        ("received", "You need do nothing now"),
        ("processing", "You need do nothing now"),
        ("payment_requested", "Pay the fee"),
        ("settled", "Fetch the result"),
        ("returned", "Nothing more to do"),
        ("withdrawn", "Nothing more to do"),
        ("stopped", "Nothing more to do"),
    ],
)
def test_every_state_says_what_to_do(client: Client, office: Office, state: str, todo: str) -> None:
    dossier = dossier_in(office, state, at=moment(RECEIVED))
    client.get(f"/tra-cuu/q/{dossier.lookup_token}/")
    page = text(client.get(f"/tra-cuu/{dossier.code}/", HTTP_ACCEPT_LANGUAGE="en"))
    assert todo in page


def test_degree_of_completion_is_told_in_words_and_with_the_key_where_the_dossier_is(
    client: Client, received: Held, office: Office
) -> None:
    dossier = perform_act(
        office, "transfer", at=moment("2026-11-20 08:00"), dossier=received.dossier
    )
    english = {"HTTP_ACCEPT_LANGUAGE": "en"}
    assert "The dossier is at step 2 of 4." in text(client.get(received.page, **english))
    client.get(f"/tra-cuu/q/{dossier.lookup_token}/")
    place = f"{office.unit.name}, {office.department.name}"
    assert f"The dossier is at step 2 of 4, at {place}." in text(
        client.get(received.page, **english)
    )


def test_the_timeline_has_every_real_stop_and_names_nobody(
    client: Client, received: Held, office: Office
) -> None:
    dossier = received.dossier
    for act, at in (
        ("transfer", "2026-11-20 08:00"),
        ("request_supplement", "2026-11-20 09:00"),
        ("note_delivery", "2026-11-23 09:00"),
        ("accept_supplement", "2026-11-24 09:00"),
        ("transfer", "2026-11-24 10:00"),
        ("settle", "2026-11-25 09:00"),
        ("return_result", "2026-11-25 10:00"),
    ):
        dossier = perform_act(office, act, at=moment(at), dossier=dossier)
    stops = stops_of(str(dossier.ref))
    assert [stop.act for stop in stops] == [
        "receive", "transfer", "request_supplement", "note_delivery", "accept_supplement",
        "transfer", "settle", "return_result",
    ]  # fmt: skip
    client.get(f"/tra-cuu/q/{dossier.lookup_token}/")
    page = text(client.get(received.page))
    for moment_told in ("08:00, 20/11/2026", "09:00, 24/11/2026", "10:00, 25/11/2026"):
        assert moment_told in page
    people = [office.counter, office.specialist, office.agency_head, office.centre_head]
    assert not [each for each in people if each.full_name in page]


def test_of_a_reception_on_paper_the_holder_of_the_key_is_told(
    client: Client, received: Held, office: Office
) -> None:
    outage = Outage.objects.create(
        unit=office.centre,
        began_at=moment("2026-11-19 16:00"),
        ended_at=moment("2026-11-19 17:00"),
        reason="Mất điện",
        approved_by=office.centre_head,
        approved_at=moment("2026-11-20 08:00"),
    )
    Dossier.objects.filter(pk=received.dossier.pk).update(outage=outage)
    english = {"HTTP_ACCEPT_LANGUAGE": "en"}
    assert "on paper" not in text(client.get(received.page, **english))
    client.get(f"/tra-cuu/q/{received.dossier.lookup_token}/")
    page = text(client.get(received.page, **english))
    assert "on paper while the system was down" in page
    assert "Mất điện" not in page


def test_a_lost_receipt_is_replaced_at_the_counter_only(client: Client, received: Held) -> None:
    for page in ("/", received.page):
        shown = text(client.get(page, HTTP_ACCEPT_LANGUAGE="en"))
        assert "Only the counter that received the dossier can help" in shown


def test_the_page_asks_the_same_of_the_database_for_a_long_life_as_for_a_short(
    client: Client, received: Held, office: Office
) -> None:
    client.get(f"/tra-cuu/q/{received.dossier.lookup_token}/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(received.page)
        return len(asked)

    queries()  # the calendar is read once and kept
    short = queries()
    dossier = received.dossier
    for act, at in (
        ("transfer", "2026-11-20 08:00"),
        ("request_supplement", "2026-11-20 09:00"),
        ("accept_supplement", "2026-11-24 09:00"),
        ("request_payment", "2026-11-24 10:00"),
    ):
        dossier = perform_act(office, act, at=moment(at), dossier=dossier)
    for number in range(3):
        give_feedback(
            str(dossier.ref), kind="praise", text=f"Tốt {number}", at=moment("2026-11-24 11:00")
        )
    assert queries() == short == 8


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_speak_the_chosen_language(client: Client, received: Held, language: str) -> None:
    client.post("/i18n/setlang/", {"language": language, "next": "/"})
    for address in ("/", received.page):
        assert f'<html lang="{language}">' in text(client.get(address))


def test_what_is_put_together_once_is_of_nobodys_language_and_address(
    client: Client, received: Held
) -> None:
    """Each page is asked twice, so that the second is made of what the first has left behind."""
    names = {"vi": "Tiếng Việt", "en": "English"}
    pages = {
        "/": 'href="/" aria-current="page"',
        received.page: 'href="/" aria-current="true"',
        "/thu-tuc/": 'href="/thu-tuc/" aria-current="page"',
    }
    for address, here in pages.items():
        for language in (*names, *names):
            shown = text(client.get(address, HTTP_ACCEPT_LANGUAGE=language))
            assert re.findall(r'aria-label="([^"]+)" aria-pressed="true"', shown) == [
                names[language]
            ]
            assert [found for found in pages.values() if found in shown] == [here]
            assert f'name="next" value="{address}"' in shown


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
