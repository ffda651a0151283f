"""The OpenAPI file in `docs/` is what the doors say of themselves, without a warning."""

import io
from pathlib import Path

from django.core.management import call_command

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"


def test_the_openapi_file_is_fresh() -> None:
    written = io.StringIO()
    call_command("spectacular", lang="en", validate=True, fail_on_warn=True, stdout=written)
    assert written.getvalue().strip() == FILE.read_text(encoding="utf-8").strip(), (
        "Write it anew: manage.py spectacular --lang en --file docs/openapi.yaml"
    )
