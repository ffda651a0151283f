"""What the check framework says of the settings of files."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings


def told(*, deploy: bool = False) -> set[str]:
    return {message.id for message in run_checks(include_deployment_checks=deploy)} & {
        f"casetracking.{number}"
        for number in ("E060", "E061", "E062", "E063", "W060", "W061", "W062")
    }


def test_the_embedded_default_has_nothing_to_complain_of() -> None:
    assert told() == set()


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("FILE_TYPES", ["pdf", "exe"], "E060"),
        ("FILE_TYPES", [], "E060"),
        ("FILE_MOST_BYTES", 0, "E061"),
        ("FILE_MOST_BYTES", 10**12, "E061"),
        ("DOSSIER_FILES_MOST", 0, "E061"),
        ("CLAMD_ADDRESS", "scanner", "E062"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(
    settings: Settings, name: str, value: object, number: str
) -> None:
    setattr(settings, name, value)
    assert f"casetracking.{number}" in told()


def test_production_refuses_a_folder_of_one_machine_and_warns_without_a_scanner(
    settings: Settings,
) -> None:
    settings.PRODUCTION = True
    assert told() == {"casetracking.E063", "casetracking.W060"}
    settings.FILES_DIR_IS_SHARED, settings.CLAMD_ADDRESS = True, "/run/clamd.sock"
    assert told() == set()
    settings.FILES_DIR_IS_SHARED, settings.S3_BUCKET = False, "ho-so"
    assert told() == set()


def test_a_folder_that_others_can_read_and_a_scanner_that_is_silent_are_told(
    settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_DIR, settings.CLAMD_ADDRESS = str(tmp_path), "/nowhere/clamd.sock"
    tmp_path.chmod(0o755)
    assert told(deploy=True) >= {"casetracking.W061", "casetracking.W062"}
    tmp_path.chmod(0o700)
    assert "casetracking.W061" not in told(deploy=True)
