"""`/api/v1/reminders/`: what agencies are urged to settle; signing and reading the letters."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope
from dossiers.domain.refusals import ActRefused
from notifications.api import reminder_schema as schema
from notifications.models import ReminderLetter, ReminderState
from notifications.selectors import reminders_for
from notifications.services import issue_reminder, reminder_pdf

NEWEST = Order("id", descending=True)
COLUMNS = (
    "id",
    "ref",
    "one_stop_unit__code",
    "agency__code",
    "agency__name",
    "day",
    "state",
    "generated_at",
    "number",
    "year",
    "signer__username",
    "signer__full_name",
    "issued_at",
    "sha256",
)


def reminder_told(row: dict[str, object]) -> dict[str, object]:
    """A reminder as JSON."""
    signer = {"username": row["signer__username"], "name": row["signer__full_name"]}
    return {
        "id": str(row["ref"]),
        "one_stop_unit": row["one_stop_unit__code"],
        "agency": row["agency__code"],
        "agency_name": row["agency__name"],
        "day": str(row["day"]),
        "state": row["state"],
        "generated_at": told(row["generated_at"]),
        "number": row["number"],
        "year": row["year"],
        "signer": signer if row["signer__username"] else None,
        "issued_at": told(row["issued_at"]),
        "sha256": row["sha256"],
    }


class ReminderDoor(OfficerDoor):
    """A door to the reminders the caller may see."""

    def reminders(self) -> QuerySet[ReminderLetter]:
        return reminders_for(self.officer, at=self.now)

    def reminder(self, ref: UUID) -> ReminderLetter:
        """Refuses `unknown_reminder`."""
        found = self.reminders().filter(ref=ref).first()
        if found is None:
            raise ActRefused("unknown_reminder")
        return found

    def whole(self, ref: UUID) -> Response:
        """With the codes of its dossiers."""
        reminder = self.reminder(ref)
        row = ReminderLetter.objects.values(*COLUMNS).get(pk=reminder.pk)
        flags = reminder.flags.order_by("late_from", "pk")
        codes = list(flags.values_list("dossier__code", flat=True))
        return Response({**reminder_told(row), "dossiers": codes})


class ReminderList(ReminderDoor):
    """Reminders, the newest first."""

    @extend_schema(**schema.REMINDER_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "state", "agency")
        asked = {
            "state__in": query.choices("state", ReminderState.values),
            "agency__code__in": query.texts("agency"),
        }
        found = self.reminders().filter(**{name: each for name, each in asked.items() if each})
        return Response(page(request, query, found.values(*COLUMNS), NEWEST, reminder_told))


class ReminderDetail(ReminderDoor):
    """One reminder with its dossiers."""

    @extend_schema(**schema.REMINDER_DETAIL)
    def get(self, request: Request, ref: UUID) -> Response:
        return self.whole(ref)


class ReminderIssue(ReminderDoor):
    """The head of the one-stop unit signs."""

    write_scope = Scope.LETTERS_SIGN

    @extend_schema(**schema.ISSUE_REMINDER)
    def post(self, request: Request, ref: UUID) -> Response:
        reminder = self.reminder(ref)
        issue_reminder(reminder_id=reminder.pk, actor=self.actor, at=self.now)
        return self.whole(ref)


class ReminderPdf(ReminderDoor):
    """The reminder as it was issued, or as its draft would look."""

    read_scope = Scope.DOCUMENTS_READ

    @extend_schema(**schema.REMINDER_PDF)
    def get(self, request: Request, ref: UUID) -> HttpResponse:
        reminder = self.reminder(ref)
        if reminder.state == ReminderState.VOID:
            raise ActRefused("reminder_void")
        return HttpResponse(
            reminder_pdf(reminder_id=reminder.pk, at=self.now),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="don-doc-{reminder.day}.pdf"'},
        )
