"""Electronic documents at the desk: shown component by component, handed in several at once, opened, marked, removed."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.admin.desk import actor_of, desk_of, dossier_or_404, reads_documents
from dossiers.admin.tiles import Group, Pile, number
from dossiers.channels.handing_out import handed_out
from dossiers.domain.contents import TYPES
from dossiers.domain.files import COPIES, SCANS
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierDocument, DossierFile
from dossiers.selectors.files import (
    MOST_OFFERED,
    file_limits,
    file_of,
    files_of,
    infected_files,
    reusable_files,
    why_not_filed,
    why_not_removed,
)
from dossiers.services.filing import (
    file_document,
    file_result,
    mark_digitised,
    remove_file,
    reuse_file,
)
from dossiers.services.taking_in import take_in
from dossiers.wording import choice_label, sentence

State = DossierFile.State
OTHER, RESULT = "other", "result"


@dataclass(frozen=True, slots=True)
class Shown:
    """A file with what the officer may do with it."""

    file: DossierFile
    may_mark: bool = False
    may_remove: bool = False

    @property
    def is_open(self) -> bool:
        return self.file.state == State.CLEAN


@dataclass(slots=True)
class Place:
    """Where files lie and are put: a component, what belongs to none, or the result."""

    name: str
    label: str
    may_add: bool
    copy_of: str
    document: DossierDocument | None = None
    files: list[Shown] = field(default_factory=list)


def card_of(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    """What the dossier's page shows of its files, for whoever reads what lies in it."""
    places = _places(request, dossier)
    return {
        "file_places": [place for place in places if place.files or place.document],
        "may_add_files": any(place.may_add for place in places),
        "has_files": any(place.files for place in places),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def files_page(request: HttpRequest, key: str) -> HttpResponse:
    """Add files to components, several at once; use earlier ones again."""
    dossier = _readable(request, key)
    places = _places(request, dossier)
    if not any(place.may_add for place in places):
        raise PermissionDenied
    if request.method == "POST":
        _take(request, dossier, places)
        return redirect("admin:dossiers_dossier_files", dossier.key)
    limits = file_limits()
    context = {
        **admin.site.each_context(request),
        "title": _("Electronic documents"),
        "dossier": dossier,
        "file_places": places,
        "reusable": _offered(request, dossier),
        "copies": [(value, choice_label("copy_of", value)) for value in COPIES],
        "accept": ",".join(e for t in sorted(limits.types) for e in TYPES[t].endings),
        "kinds": ", ".join(
            kind.code.upper() for kind in TYPES.values() if kind.code in limits.types
        ),
        "megabytes": f"{limits.most_bytes / 1_048_576:g}",
    }
    return TemplateResponse(request, "admin/dossiers/files.html", context)


@require_safe
def show(request: HttpRequest, key: str, ref: uuid.UUID) -> HttpResponseBase:
    """The file itself, as an attachment; why it cannot be opened stands on the dossier's page."""
    dossier = _readable(request, key)
    try:
        return handed_out(_file(dossier, ref), if_none_match=request.headers.get("If-None-Match"))
    except ActRefused as refusal:
        messages.error(request, sentence(refusal))
        return redirect("admin:dossiers_dossier_change", dossier.key)


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, key: str, ref: uuid.UUID) -> HttpResponse:
    """Say of a scan from outside what paper it was compared with."""
    dossier = _readable(request, key)
    file = _file(dossier, ref)
    _refuse(why_not_filed("mark_digitised", dossier, **_who(request)))
    if request.method == "POST":
        try:
            mark_digitised(
                actor=actor_of(request),
                dossier_id=dossier.pk,
                ref=ref,
                copy_of=request.POST.get("copy_of", ""),
                clock=timezone.now,
            )
            messages.success(request, _("%(name)s is marked as digitised.") % {"name": file.name})
        except ActRefused as refusal:
            messages.error(request, sentence(refusal))
        return redirect("admin:dossiers_dossier_change", dossier.key)
    scans = [(value, choice_label("copy_of", value)) for value in SCANS]
    return _page(request, "file_mark", dossier, file, title=_("Mark as digitised"), scans=scans)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, key: str, ref: uuid.UUID) -> HttpResponse:
    """Take a file out that does not belong here, with the reason."""
    dossier = _readable(request, key)
    file = _file(dossier, ref)
    _refuse(why_not_removed(file, dossier, **_who(request)))
    error = ""
    if request.method == "POST":
        try:
            remove_file(
                actor=actor_of(request),
                dossier_id=dossier.pk,
                ref=ref,
                reason=request.POST.get("reason", ""),
                clock=timezone.now,
            )
        except ActRefused as refusal:
            error = sentence(refusal)
        else:
            messages.success(request, _("%(name)s was removed.") % {"name": file.name})
            return redirect("admin:dossiers_dossier_change", dossier.key)
    return _page(request, "file_remove", dossier, file, title=_("Remove a file"), error=error)


def infected_pile(request: HttpRequest) -> Pile | None:
    """The card of the first page: files with a virus in dossiers of the officer's counter; None while there are none."""
    desk = desk_of(request)
    found = list(infected_files(desk.officer, at=desk.at, roles=desk.roles)[:MOST_OFFERED])
    if not found:
        return None
    return Pile(
        label=_("Files with a virus"),
        hint=_("Remove each and ask whoever handed it in for another one."),
        href=reverse("admin:dossiers_dossier_change", args=[found[0].dossier.key]),
        number=number(len(found)),
        tone="late",
        group=Group.COUNTER,
    )


def _places(request: HttpRequest, dossier: Dossier) -> list[Place]:
    """Each component, then what belongs to none, then the result, with what lies there."""
    documents = _may(request, "file_document", dossier)
    places = [
        Place(str(row.pk), row.name, documents, COPIES[0], row)
        for row in dossier.documents.order_by("position", "pk")
    ]
    places.append(Place(OTHER, _("Other documents"), documents, COPIES[0]))
    result = _may(request, "file_result", dossier)
    places.append(Place(RESULT, _("Result"), result, COPIES[-1]))
    by_name = {place.name: place for place in places}
    marks = _may(request, "mark_digitised", dossier)
    for file in files_of(dossier):
        by_name[_place_of(file)].files.append(
            Shown(
                file,
                may_mark=marks and file.copy_of in SCANS and file.digitised_at is None,
                may_remove=why_not_removed(file, dossier, **_who(request)) is None,
            )
        )
    return [place for place in places if place.files or place.may_add or place.document]


def _place_of(file: DossierFile) -> str:
    if file.purpose == DossierFile.Purpose.RESULT:
        return RESULT
    return str(file.document_id) if file.document_id else OTHER


def _take(request: HttpRequest, dossier: Dossier, places: Iterable[Place]) -> None:
    """Hand in each file that was chosen, or use the one that was offered; each is told by itself."""
    chosen = list(_uploads(request, places))  # reads the form, which may find it too large
    if getattr(request, "upload_too_large", False):
        messages.error(request, _("These files are too large to be sent at once. Send fewer."))
        return
    taken = [
        _tried(request, upload.name or "", lambda u=upload, p=place: _put(request, dossier, p, u))
        for place, upload in chosen
    ]
    if "from" in request.POST:
        taken.append(_tried(request, "", lambda: _reuse(request, dossier)))
    if not taken:
        messages.error(request, _("Choose at least one file."))
    if done := sum(taken):
        said = ngettext("%(count)s file was added.", "%(count)s files were added.", done)
        messages.success(request, said % {"count": done})


def _uploads(request: HttpRequest, places: Iterable[Place]) -> Iterator[tuple[Place, UploadedFile]]:
    for place in places:
        if place.may_add:
            for upload in request.FILES.getlist(f"file_{place.name}"):
                yield place, upload


def _tried(request: HttpRequest, name: str, deed: Any) -> bool:
    """Whether the deed was done; a refusal is told under the file's name."""
    try:
        deed()
    except ActRefused as refusal:
        messages.error(request, f"{name}: {sentence(refusal)}" if name else sentence(refusal))
        return False
    return True


def _put(request: HttpRequest, dossier: Dossier, place: Place, upload: UploadedFile) -> None:
    call: dict[str, Any] = {
        "actor": actor_of(request),
        "dossier_id": dossier.pk,
        "name": upload.name or "",
        "copy_of": request.POST.get(f"copy_of_{place.name}", place.copy_of),
        "clock": timezone.now,
    }
    with take_in(upload, limits=file_limits(), declared=upload.size) as content:
        if place.name == RESULT:
            file_result(**call, content=content)
        else:
            component = place.document.pk if place.document else None
            file_document(**call, content=content, component=component)


def _reuse(request: HttpRequest, dossier: Dossier) -> None:
    chosen = request.POST.get("component", "")
    try:
        source = uuid.UUID(request.POST["from"])
    except ValueError:
        raise ActRefused("not_reusable") from None
    reuse_file(
        actor=actor_of(request),
        dossier_id=dossier.pk,
        source=source,
        component=int(chosen) if chosen.isascii() and chosen.isdigit() else None,
        clock=timezone.now,
    )


def _offered(request: HttpRequest, dossier: Dossier) -> list[DossierFile]:
    """Earlier files of the applicant, where documents may be added at all."""
    if not _may(request, "file_document", dossier):
        return []
    desk = desk_of(request)
    found = reusable_files(dossier, officer=desk.officer, at=desk.at, roles=desk.roles)
    return list(found[:MOST_OFFERED])


def _page(
    request: HttpRequest, name: str, dossier: Dossier, file: DossierFile, **more: Any
) -> HttpResponse:
    context = {**admin.site.each_context(request), "dossier": dossier, "file": file, **more}
    return TemplateResponse(request, f"admin/dossiers/{name}.html", context)


def _readable(request: HttpRequest, key: str) -> Dossier:
    """A dossier of which the officer reads what lies in it; any other has no files for them."""
    dossier = dossier_or_404(request, key)
    if not reads_documents(request):
        raise Http404
    return dossier


def _file(dossier: Dossier, ref: uuid.UUID) -> DossierFile:
    try:
        return file_of(dossier, ref)
    except ActRefused:
        raise Http404 from None


def _who(request: HttpRequest) -> dict[str, Any]:
    desk = desk_of(request)
    return {"officer": desk.officer, "roles": desk.roles}


def _may(request: HttpRequest, act: str, dossier: Dossier) -> bool:
    return why_not_filed(act, dossier, **_who(request)) is None


def _refuse(refusal: ActRefused | None) -> None:
    if refusal is not None:
        raise PermissionDenied
