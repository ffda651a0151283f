"""Files and commands as an operator would use them."""

import io
import json
from pathlib import Path
from typing import Any

from django.core.management import call_command

CALENDAR_HEADER = "ngay,thu,ten,loai,van_ban,muc_do_tin_cay\n"


def run(command: str, *arguments: Any) -> str:
    """Standard output of a management command."""
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, verbosity=0)
    return out.getvalue()


def import_rows(folder: Path, rows: list[Any], *options: str) -> dict[str, Any]:
    """Import the rows through the command and give back its report."""
    file = folder / "export.json"
    file.write_text(json.dumps({"meta": {}, "procedures": rows}), encoding="utf-8")
    return json.loads(run("import_procedures", file, *options))
