"""What a typed dossier code may mean."""

import pytest

from dossiers.domain.codes import codes_meant, is_code

CODE = "H41.01.02-261124-0001"


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), f"  {CODE}\n", "h41.01.02 261124 0001", "H41.01.022611240001",
     "H41.01.02–261124−0001", "Ｈ４１.01.02-261124-0001", "H41.01.02 - 261124 - 0001"],
)  # fmt: skip
def test_blanks_dashes_and_case_do_not_matter(typed: str) -> None:
    assert codes_meant(typed)[0] == CODE


@pytest.mark.parametrize(
    ("run_together", "code"),
    [
        ("H412611240001", "H41-261124-0001"),
        ("H41.0012611240001", "H41.001-261124-0001"),
        ("H41.01.02.032611240001", "H41.01.02.03-261124-0001"),
    ],
)
def test_a_code_without_dashes_is_cut_from_its_end(run_together: str, code: str) -> None:
    assert codes_meant(run_together) == (code, run_together)


def test_codes_of_older_systems_are_taken_as_they_are() -> None:
    assert codes_meant("000.00.19.h41-200115-0001") == ("000.00.19.H41-200115-0001",)
    assert codes_meant("G22.99-261008-0900975") == ("G22.99-261008-0900975",)


@pytest.mark.parametrize(
    "typed", ["", "   ", "1", "hồ sơ", "A/B-1", "-abc-", "x" * 41, "\x00" * 9, "';--"]
)
def test_what_cannot_be_a_code_means_none(typed: str) -> None:
    assert codes_meant(typed) == ()
    assert not is_code(typed)
