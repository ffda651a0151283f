"""Everything that is held about a person, in one archive for them: readable, machine-readable, papers and files.

Source: Law 91/2025/QH15, art. 4 (the person may see and have their data), before it Decree
13/2023/NĐ-CP, arts 9.3, 9.7 and 14.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from batches.forms.headings import Heading
from batches.forms.sheet import XLSX
from dossiers.domain.personal_data import Holding
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierFile
from dossiers.selectors.personal_data import held_about, papers_of_others, record_name
from dossiers.services.papers import print_form
from procedures.domain.zone import OFFICE_ZONE, local

Row = tuple[Holding, dict[str, Any]]


def forms_of(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """The forms handed out; those that can no longer be printed are left out."""
    for key, kind, number in dossier.forms.order_by("pk").values_list("pk", "kind", "number"):
        try:
            yield f"{kind}-{number}.pdf", print_form(key)
        except ActRefused:
            continue


def write_archive(target: IO[bytes], dossiers: Iterable[Dossier]) -> int:
    """Write a ZIP of all that is held about the applicant of the dossiers; answers of how many.

    `data.json` for machines and `data.xlsx` to read hold the same rows, among them who looked at
    them; `papers/` the papers handed out, `files/` what was handed in, unless it is infected.
    """
    told: list[dict[str, Any]] = []
    lines: list[list[Any]] = []
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for dossier in dossiers:
            rows = list(held_about(dossier))
            told.append(_dossier_told(dossier, rows))
            lines += _lines(dossier, rows)
            _add_papers(archive, dossier)
            _add_files(archive, dossier)
        archive.writestr(
            "data.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        )
        _add_sheet(archive, lines)
    return len(told)


def _dossier_told(dossier: Dossier, rows: list[Row]) -> dict[str, Any]:
    held: dict[str, list[dict[str, Any]]] = {}
    for holding, row in rows:
        held.setdefault(holding.model, []).append(row)
    return {
        "ref": dossier.ref,
        "code": dossier.code,
        "procedure": dossier.procedure_version.name,
        "agency": dossier.agency.name,
        "state": dossier.state,
        "submitted_at": dossier.submitted_at,
        "received_at": dossier.received_at,
        "closed_at": dossier.closed_at,
        "held": held,
        "accesses": _accesses(dossier),
    }


def _accesses(dossier: Dossier) -> list[dict[str, Any]]:
    """Who was shown it: by name, for the person may ask the office about it."""
    found = dossier.accesses.select_related("officer", "machine").order_by("at", "pk")
    return [
        {
            "at": each.at,
            "by": str(each.officer),
            "through": str(each.machine) if each.machine else None,
            "door": each.door,
        }
        for each in found
    ]


def _lines(dossier: Dossier, rows: list[Row]) -> Iterator[list[Any]]:
    for holding, row in rows:
        for name, value in row.items():
            datum = holding.fields.get(name)
            if value not in ("", None, [], {}):
                kind = datum.category.value if datum else ""
                yield [dossier.key, record_name(holding), name, kind, _readable(value)]
    for access in _accesses(dossier):
        yield [dossier.key, _("access"), access["door"], "", f"{access['at']} {access['by']}"]


def _readable(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return local(value).isoformat() if isinstance(value, datetime) else str(value)


def _add_sheet(archive: ZipFile, lines: list[list[Any]]) -> None:
    headings = [
        Heading(_("dossier"), 24),
        Heading(_("record"), 24),
        Heading(_("field"), 20),
        Heading(_("kind"), 12),
        Heading(_("what is held"), 80),
    ]
    with tempfile.TemporaryFile() as sheet:
        file: BinaryIO = sheet
        XLSX.write(file, headings, lines, zone=OFFICE_ZONE)
        sheet.seek(0)
        archive.writestr("data.xlsx", sheet.read())


def _add_papers(archive: ZipFile, dossier: Dossier) -> None:
    for papers in (forms_of, *papers_of_others()):
        for name, content in papers(dossier):
            archive.writestr(f"papers/{dossier.key}/{name}", content)


def _add_files(archive: ZipFile, dossier: Dossier) -> None:
    """By the house's own name with the one they came with behind it; contents that are gone are left out."""
    kept = dossier.files.exclude(file="").exclude(state=DossierFile.State.INFECTED)
    for file in kept.order_by("pk"):
        name = file.name.replace("/", "_").replace("\\", "_")
        try:
            with default_storage.open(str(file.file)) as content:
                archive.writestr(f"files/{dossier.key}/{file.pk}-{name}", content.read())
        except OSError:
            continue
