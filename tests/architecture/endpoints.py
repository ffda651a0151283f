"""Every address of the house, and whether it lets a role in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.views import View

from agencies.domain.roles import Role
from agencies.models import AccessToken, Agency, Delegation, Officer
from batches.models import Batch
from batches.services import start_batch
from dossiers.models import Announcement, DossierFile, IssuedForm, Outage
from dossiers.services.feedback import give_feedback
from dossiers.services.lookup_keys import rating_token
from notifications.models import (
    ApologyLetter,
    DelayNotice,
    Downtime,
    Message,
    OverdueFlag,
    ReminderLetter,
    SweepRun,
    Webhook,
)
from procedures.models import (
    CalendarDay,
    CalendarEdition,
    CalendarYear,
    OfficeHours,
    Procedure,
    ProcedureVersion,
    Sector,
)
from tests.factories import Office
from tests.integration.notifications.scenes import (
    ANSWERED,
    LATE,
    answered,
    demanded,
    issued,
    overdue,
)

#: Later than any moment of the scenes.
FAR = LATE + timedelta(days=36_500)

#: Whoever may come to a door: each role, an officer without any, and somebody who has not signed in.
ROLES = (*(role.value for role in Role), "stranger", "nobody")

_SHUT = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.TOO_MANY_REQUESTS,
}


@dataclass(frozen=True)
class Endpoint:
    """An address pattern and a method that its view takes."""

    method: str
    pattern: str

    def __str__(self) -> str:
        return f"{self.method} {self.pattern}"


def endpoints() -> list[Endpoint]:
    """Every address pattern; views of the admin, which take both methods everywhere, by GET."""
    return [
        Endpoint(method, pattern)
        for pattern, view in _patterns(get_resolver())
        for method in _methods(pattern, view)
    ]


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for each in resolver.url_patterns:
        pattern = f"{prefix}{each.pattern}"
        if isinstance(each, URLPattern):
            yield pattern, each.callback
        else:
            yield from _patterns(each, pattern)


def _methods(pattern: str, view: Any) -> list[str]:
    view_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if pattern.startswith("admin/") or view_class is None or not issubclass(view_class, View):
        return ["GET"]
    return [m for m in ("GET", "POST") if hasattr(view_class, m.lower())] or ["GET"]


class House:
    """The small office with one dossier in each plight, so that every address leads to something.

    One is overdue with a letter that lacks its parts, one was asked for a delay notice, one has
    its letter issued.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        self.overdue = overdue(office).dossier
        self.draft = ApologyLetter.objects.get()
        self.reminder = self._reminder()
        self.issued = issued(office, answered(office), at=ANSWERED)
        self.notice = demanded(office)
        self.paper = IssuedForm.objects.get(dossier=self.overdue, kind="01")
        self.feedback = give_feedback(
            str(self.overdue.ref), kind="complaint", text="Hẹn nhiều lần", at=LATE
        )
        self.token = AccessToken.objects.create(
            officer=office.partner, name="x", prefix="hoso_", digest="0", scopes=[], expires_at=FAR
        )
        Webhook.objects.create(officer=office.partner, url="https://vidu.example/", secret="s")
        Downtime.objects.create(
            starts_at=LATE + timedelta(days=30),
            ends_at=LATE + timedelta(days=31),
            reason="Nâng cấp",
            announced_at=LATE,
            announced_by=office.administrator,
        )
        self.delegation = Delegation.objects.create(
            giver=office.agency_head,
            receiver=office.unit_head,
            role=Role.AGENCY_HEAD,
            agency=office.department,
            acts=[],
            signature_form="TL.",
            valid_from=date(2026, 1, 1),
        )
        self.batch = self._batch()
        self.outage = Outage.objects.create(
            unit=office.centre,
            began_at=LATE - timedelta(hours=2),
            ended_at=LATE - timedelta(hours=1),
            reason="Mất điện",
            approved_by=office.centre_head,
            approved_at=LATE,
        )
        self.file = self._file()
        self.keys = self._keys()

    def is_open(self, endpoint: Endpoint, role: str) -> bool:
        """Whether the door lets the role in; whatever it did is taken back.

        The view is called as the address resolves and its page not rendered, which would take
        far longer than the rest.
        """
        request = self._request(endpoint, role)
        found = resolve(request.path_info)
        with _undone():
            try:
                return _lets_in(found.func(request, *found.args, **found.kwargs))
            except (Http404, PermissionDenied):
                return False

    def address(self, pattern: str) -> str:
        """An address that the pattern matches, of something that exists."""
        filled = re.sub(
            r"<(?:\w+:)?(\w+)>", lambda found: str(self._part(found[1], pattern)), _plain(pattern)
        )
        return f"/{filled}"

    def _request(self, endpoint: Endpoint, role: str) -> HttpRequest:
        request = RequestFactory().generic(
            endpoint.method, self.address(endpoint.pattern), content_type="application/json"
        )
        request._dont_enforce_csrf_checks = True
        request.user = AnonymousUser() if role == "nobody" else getattr(self.office, role)
        request.session = SessionStore()
        request._messages = FallbackStorage(request)
        return request

    def _part(self, name: str, pattern: str) -> Any:
        """What stands in an address for a named part of its pattern."""
        if name in ("object_id", "id"):
            return next((key for model, key in self.keys if f"/{model}/" in pattern), 1)
        if name == "code":
            about_dossier = "lookup" in pattern or "tra-cuu" in pattern
            return self.overdue.code if about_dossier else self.office.procedure.code
        if name == "token" and "danh-gia" in pattern:
            return rating_token(self.overdue.ref)
        if name == "ref":
            return self._referred_to(pattern).ref
        return {
            "key": self.overdue.code,
            "token": self.overdue.lookup_token,
            "act": "hand_over",
            "paper": self.paper.pk,
            "kind": "01",
            "notice_id": self.notice.pk,
            "outage_id": self.outage.pk,
            "announcement_id": Announcement.objects.latest("pk").pk,
            "flag_id": OverdueFlag.objects.latest("pk").pk,
            "downtime_id": Downtime.objects.latest("pk").pk,
            "delegation_id": self.delegation.pk,
            "unit": self.office.centre.code,
            "username": self.office.specialist.username,
            "content_type_id": ContentType.objects.get_for_model(Officer).pk,
            "app_label": "agencies",
            "url": "nowhere/",
            "address": "nowhere",
            "year": LATE.year,
        }[name]

    def _referred_to(self, pattern: str) -> Any:
        named = {
            "/files/": self.file,
            "batches": self.batch,
            "reminders": self.reminder,
            "gop-y": self.feedback,
            "feedback": self.feedback,
            "xac-minh": self.issued,
        }
        return next((thing for word, thing in named.items() if word in pattern), self.draft)

    def _batch(self) -> Batch:
        """An export of the counter officer's, still going on, that has a file all the same."""
        batch = start_batch(
            officer_id=self.office.counter.pk, kind="export", subject="hồ sơ", at=LATE
        )
        batch.files.create(role="result", name="a.csv", content=b"", size=0)
        return batch

    def _file(self) -> DossierFile:
        """A document of the overdue dossier in which a virus was found, and of which nothing is stored."""
        return DossierFile.objects.create(
            dossier=self.overdue,
            purpose="document",
            name="Tờ khai.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            file="dossiers/00/0",
            copy_of="original",
            state="infected",
            checked_at=LATE,
            finding="Win.Test.Vidu",
            uploaded_by=self.office.counter,
        )

    def _reminder(self) -> ReminderLetter:
        """A draft to the agency of the overdue dossier."""
        reminder = ReminderLetter.objects.create(
            one_stop_unit=self.office.centre,
            agency=self.office.department,
            day=LATE.date(),
            generated_at=LATE,
        )
        reminder.lines.create(flag=OverdueFlag.objects.get())
        return reminder

    def _keys(self) -> list[tuple[str, Any]]:
        """An object of each model of the admin."""
        rows = [
            (model._meta.model_name, model.objects.latest("pk").pk)
            for model in (
                *(CalendarDay, CalendarYear, OfficeHours, CalendarEdition),
                *(Sector, Procedure, ProcedureVersion, Message, SweepRun, OverdueFlag, Webhook),
                Downtime,
            )
        ]
        return [
            *rows,
            ("officer", self.office.stranger.pk),
            ("agency", Agency.objects.get(code="H41.90").pk),
            ("delegation", self.delegation.pk),
            ("outage", self.outage.pk),
            ("accesstoken", self.token.pk),
            (DelayNotice._meta.model_name, self.notice.pk),
            (ReminderLetter._meta.model_name, self.reminder.pk),
            (ApologyLetter._meta.model_name, self.draft.pk),
        ]


def _lets_in(answer: HttpResponseBase) -> bool:
    """A page, a sound refusal of what was sent, or a way on; not the way back to the entrance."""
    if answer.status_code in _SHUT:
        return False
    return answer.headers.get("Location", "").split("?")[0] not in ("/admin/", "/admin/login/")


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _plain(pattern: str) -> str:
    """A pattern without the signs of regular expressions."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
    return re.sub(r"\(\?:.*?\)\?|[\^$]", "", named)
