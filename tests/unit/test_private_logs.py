"""The sieves of the log: by what a value is called, by what an exception quotes, by its shape."""

import pytest

from config.private_logs import HIDDEN, exception_told, hide_personal, without_shapes


def raised(error: Exception, cause: Exception | None = None) -> str:
    try:
        raise error from cause
    except Exception as caught:  # noqa: BLE001 -- whatever was raised
        return exception_told((type(caught), caught, caught.__traceback__))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("GET /admin/dossiers/dossier/?q=Nguyễn+Văn", f"GET /admin/dossiers/dossier/?{HIDDEN}"),
        ("/tra-cuu/q/AbC_d-1/", f"/tra-cuu/q/{HIDDEN}/"),
        ("/danh-gia/AbC_d-1/gop-y/", f"/danh-gia/{HIDDEN}/gop-y/"),
        ("to vidu@congdan.example failed", f"to {HIDDEN} failed"),
        ("called 0900 000 001 twice", f"called {HIDDEN} twice"),
        ("called +84900000001.", f"called {HIDDEN}."),
        ("number 040000000001 unknown", f"number {HIDDEN} unknown"),
        ("Authorization: Token ct_a8f0e1d2c3", f"Authorization: Token {HIDDEN}"),
        (
            "duplicate key\nDETAIL:  Key (phone)=(0900000001)\nmore",
            f"duplicate key\nDETAIL: {HIDDEN}",
        ),
    ],
)
def test_what_has_a_shape_is_taken_out(written: str, kept: str) -> None:
    assert without_shapes(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "H41.01.02-261124-0001",
        "2026-11-24T08:00:00.123456Z",
        "7f0c5075-08a8-4d01-9a6e-123456789012",
        "took 1234567 ms",
        "What is due? Nothing.",
        "token revoked",
    ],
)
def test_codes_moments_and_references_stay(written: str) -> None:
    assert without_shapes(written) == written


def test_values_go_by_what_they_are_called_however_deep() -> None:
    line = {"event": "done", "name": "Nguyễn", "rows": [{"pin": "7KQ2MX", "id": 4}], "dossier": 5}
    assert hide_personal(None, "info", line) == {
        "event": "done",
        "name": HIDDEN,
        "rows": [{"pin": HIDDEN, "id": 4}],
        "dossier": 5,
    }


def test_an_exception_tells_its_kind_and_place_not_what_it_choked_on() -> None:
    told = raised(ValueError("Nguyễn Văn Ví Dụ"), KeyError("khối 1"))
    assert "ValueError" in told
    assert "KeyError" in told
    assert "test_private_logs.py" in told
    assert "Nguyễn" not in told
    assert "khối" not in told


def test_an_exception_about_the_machine_keeps_its_words() -> None:
    assert "No space left" in raised(OSError(28, "No space left on device"))


def test_a_librarys_own_kind_of_a_speaking_one_is_silent() -> None:
    """`smtplib` derives its refusals, which quote whom it could not reach, from `OSError`."""

    class Refused(OSError):
        pass

    assert "Nguyễn" not in raised(Refused("550 Nguyễn Văn"))
