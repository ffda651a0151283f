"""Where the files of a test lie."""

from pathlib import Path

import pytest


@pytest.fixture
def storage(own_files_folder: Path) -> Path:
    """The folder in which the test's files lie."""
    return own_files_folder
