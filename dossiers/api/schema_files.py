"""What the doors to files take and answer, for the OpenAPI file."""

from http import HTTPStatus
from typing import Any

from agencies.api.schema import (
    MOMENT,
    NUMBER,
    OFFICER,
    PRINCIPAL_PARAMETER,
    TEXT,
    UUID,
    OpenApiParameter,
    define,
    key_parameter,
    listed,
    maybe,
    one_of,
    operation,
    parameter,
    said,
    shape,
    taken,
    whole,
)
from dossiers.domain.contents.types import TYPES
from dossiers.domain.files import COPIES, SCANS
from dossiers.models import DossierFile

TAG = "Dossiers"
KEY = key_parameter("key", "Dossier code, or `ref`.")
REF = OpenApiParameter("ref", UUID, OpenApiParameter.PATH, description="Reference of the file.")
OF_ONE = (KEY, PRINCIPAL_PARAMETER)
READING = (400, 401, 403, 404)
DOING = (400, 401, 403, 404, 409, 413, 415, 422)

_FILED: dict[str, Any] = {
    "ref": "0b6d2f57-6f0e-4f6e-9d5e-3f4f4d7f7a10",
    "purpose": "document",
    "document": 1204,
    "name": "Tờ khai.pdf",
    "content_type": "application/pdf",
    "size": 48213,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "copy_of": "original",
    "state": "clean",
    "finding": "",
    "checked_at": "2026-11-27T09:12:04+07:00",
    "uploaded_at": "2026-11-27T09:12:02+07:00",
    "uploaded_by": {"username": "tiepnhan1", "name": "Nguyễn Thị Ví Dụ"},
    "machine": None,
    "digitised_by": {"username": "tiepnhan1", "name": "Nguyễn Thị Ví Dụ"},
    "digitised_at": "2026-11-27T09:12:02+07:00",
    "reused_from": None,
}
_REUSABLE: dict[str, Any] = {
    "ref": "0b6d2f57-6f0e-4f6e-9d5e-3f4f4d7f7a10",
    "dossier": "H41.01.02-261103-0012",
    "procedure_name": "Đăng ký khai sinh",
    "purpose": "document",
    "document_name": "Giấy chứng sinh",
    "name": "Giấy chứng sinh.pdf",
    "content_type": "application/pdf",
    "size": 48213,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "copy_of": "original",
    "uploaded_at": "2026-11-03T09:12:02+07:00",
}

FILE = define(
    "File",
    shape(
        ref=UUID,
        purpose=one_of(DossierFile.Purpose.values),
        document=said(maybe(NUMBER), "The component that it is, by its `id` in `documents/`."),
        name=said(TEXT, "Cleaned; its ending is that of the content."),
        content_type=said(TEXT, "Found from the content."),
        size=said(NUMBER, "Bytes."),
        sha256=said(TEXT, "Of the content; stands in the history too."),
        copy_of=said(one_of(COPIES), "What it was made from."),
        state=said(one_of(DossierFile.State.values), "Only the content of a clean one is given."),
        finding=said(TEXT, "What was found in an infected one."),
        checked_at=maybe(MOMENT),
        uploaded_at=MOMENT,
        uploaded_by=OFFICER,
        machine=maybe(OFFICER),
        digitised_by=said(maybe(OFFICER), "Who made the scan, or compared it with the paper."),
        digitised_at=maybe(MOMENT),
        reused_from=said(
            maybe(shape(dossier=TEXT, ref=UUID)), "The file of an earlier dossier that it is."
        ),
    ),
)
REUSABLE_FILE = define(
    "ReusableFile",
    shape(
        ref=UUID,
        dossier=said(TEXT, "Code or reference of the dossier in which it lies."),
        procedure_name=TEXT,
        purpose=one_of(DossierFile.Purpose.values),
        document_name=said(maybe(TEXT), "What it was handed in as."),
        name=TEXT,
        content_type=TEXT,
        size=NUMBER,
        sha256=TEXT,
        copy_of=one_of(COPIES),
        uploaded_at=MOMENT,
    ),
)

FILES = operation(
    "list_files",
    TAG,
    "Files that lie in it",
    "Documents and results, in the order of coming in; not what was removed. Not for oversight.",
    answer=whole(FILE),
    example={"results": [_FILED]},
    problems=READING,
    parameters=OF_ONE,
)
FILE_IN = operation(
    "file_document",
    TAG,
    "Hand in a file",
    "The body is the file itself, not a form; `Content-Length` is needed. What it is, its content "
    "tells: neither `Content-Type` nor the ending of the name is believed. Taken are the kinds and "
    "sizes that the province has set; a file with programs or other files inside, or locked with "
    "a password, is refused. Documents: the counter, the agency from reception on, a machine into "
    "its own submissions while they wait for it. Results: the agency; once settled the counter too.",
    answer=FILE,
    status=HTTPStatus.CREATED,
    example=_FILED,
    problems=(400, 401, 403, 404, 409, 411, 413, 415, 422),
    parameters=[
        *OF_ONE,
        OpenApiParameter(
            "Content-Disposition",
            str,
            OpenApiParameter.HEADER,
            required=True,
            description="The file's name: `attachment; filename*=UTF-8''T%E1%BB%9D%20khai.pdf` (RFC 6266).",
        ),
        parameter("copy_of", "What it was made from.", enum=list(COPIES), required=True),
        parameter(
            "purpose",
            "`document` unless given.",
            enum=list(DossierFile.Purpose.values),
        ),
        parameter("document", "The component that it is, by its `id` in `documents/`.", type=int),
    ],
    request={"type": "string", "format": "binary"},
    request_type="application/octet-stream",
)
FILE_TOLD = operation(
    "get_file",
    TAG,
    "What is known of a file",
    "Without its content.",
    answer=FILE,
    example=_FILED,
    problems=READING,
    parameters=[*OF_ONE, REF],
)
FILE_CONTENT = operation(
    "get_file_content",
    TAG,
    "The file itself",
    "Byte for byte as it was handed in, under the type found from it; `ETag` is its SHA-256. 409 "
    "`file_being_checked` while it waits for the virus check, `file_infected` for good.",
    answer={"type": "string", "format": "binary"},
    content_type=[each.content_type for each in TYPES.values()],
    problems=(*READING, 409, 410),
    parameters=[*OF_ONE, REF],
)
DIGITISED = operation(
    "mark_digitised",
    TAG,
    "Mark a file as digitised",
    "An officer has compared a scan that came from outside with the paper and answers for it. What "
    "an officer hands in as a scan is marked from the first.",
    answer=FILE,
    example=_FILED,
    problems=DOING,
    parameters=[*OF_ONE, REF],
    request=taken("Comparison", copy_of=one_of(SCANS)),
    request_examples={"Compared with the original": {"copy_of": "original"}},
)
REMOVED = operation(
    "remove_file",
    TAG,
    "Take a file out",
    "One that does not belong here. Documents until the decision, a result until it is handed out. "
    "The reason stands in the history. Answers with the files that are left.",
    answer=whole(FILE),
    example={"results": [_FILED]},
    problems=DOING,
    parameters=[*OF_ONE, REF],
    request=taken("Removal", reason=TEXT),
    request_examples={"Another's": {"reason": "Tệp của hồ sơ khác"}},
)
REUSABLE = operation(
    "list_reusable_files",
    TAG,
    "Files of the applicant's earlier dossiers",
    "Under exactly the same identity number, of dossiers the caller may see: what was handed in "
    "before need not be asked for again.",
    answer=whole(REUSABLE_FILE),
    example={"results": [_REUSABLE]},
    problems=READING,
    parameters=OF_ONE,
)
REUSE = operation(
    "reuse_file",
    TAG,
    "Use an earlier file again",
    "The content is shared; where it came from stays known.",
    answer=FILE,
    status=HTTPStatus.CREATED,
    example={
        **_FILED,
        "reused_from": {"dossier": "H41.01.02-261103-0012", "ref": _REUSABLE["ref"]},
    },
    problems=DOING,
    parameters=OF_ONE,
    request=taken(
        "Reuse",
        optional=["document"],
        **{"from": said(UUID, "The earlier file."), "document": said(NUMBER, "The component.")},
    ),
    request_examples={"As a component": {"from": _REUSABLE["ref"], "document": 1204}},
)

#: The files of one component, in the list of documents.
FILES_OF_DOCUMENT = said(listed(FILE), "The files that this component is.")
