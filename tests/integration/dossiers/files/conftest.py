"""Each test has a storage of its own."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def storage(settings: Settings, tmp_path: Path) -> Path:
    """The folder in which the test's files lie."""
    folder = tmp_path / "files"
    settings.MEDIA_ROOT = str(folder)
    return folder
