"""Files handed in, for the tests of files."""

import io
from typing import Any

from agencies.models import Officer
from agencies.selectors import Actor
from dossiers.models import Dossier, DossierFile
from dossiers.selectors.files import file_limits
from dossiers.services.filing import file_document, file_result
from dossiers.services.taking_in import take_in
from tests.factories import moment
from tests.file_samples import pdf

AT = moment("2026-03-10 09:00")
LATER = moment("2026-03-10 10:00")


def filed(
    dossier: Dossier, officer: Officer, content: bytes | None = None, **more: Any
) -> DossierFile:
    """A document, a PDF unless given, put into the dossier."""
    given = {"name": "Tờ khai.pdf", "copy_of": "original", "clock": lambda: LATER, **more}
    with take_in(io.BytesIO(pdf() if content is None else content), limits=file_limits()) as taken:
        return file_document(actor=Actor(officer), dossier_id=dossier.pk, content=taken, **given)


def result_filed(
    dossier: Dossier, officer: Officer, content: bytes | None = None, **more: Any
) -> DossierFile:
    """A result put into the dossier."""
    given = {"name": "Giấy phép.pdf", "copy_of": "electronic", "clock": lambda: LATER, **more}
    with take_in(io.BytesIO(pdf() if content is None else content), limits=file_limits()) as taken:
        return file_result(actor=Actor(officer), dossier_id=dossier.pk, content=taken, **given)
