"""The dossier."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from dossiers.domain.lateness import is_late
from dossiers.lifecycle import CLOSED_STATES, OPEN_STATES, DossierState, Lifecycle
from dossiers.models.outage import Outage
from procedures.domain.rulesets import ruleset_by_code
from procedures.models import CHANNEL_CHOICES, UNIT_CHOICES, Procedure, ProcedureVersion

if TYPE_CHECKING:
    from dossiers.models.handover import HandOver


class ResultDelivery(models.TextChoices):
    """Where the applicant wants the result (form 01, line 13)."""

    COUNTER = "counter", _("At the counter")
    POST = "post", _("By post")
    ONLINE = "online", _("Online")


class NotifyBy(models.TextChoices):
    """How an applicant may want to be told of every change of status."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")

    @staticmethod
    def every() -> list[str]:
        """Whatever address is given is used, unless the applicant says otherwise."""
        return [choice.value for choice in NotifyBy]


class Dossier(Lifecycle):
    """One request for one procedure, from its first act on.

    `due_at`, `late_from`, `original_due_at` and `calendar_version` are caches of the clock,
    rewritten only by an act and by the recompute service. `code` is null until reception.
    """

    ref = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("dossier code"), max_length=40, null=True, unique=True)  # noqa: DJ001
    version = models.PositiveIntegerField(_("version"), default=0)

    procedure = models.ForeignKey(
        Procedure, verbose_name=_("procedure"), on_delete=models.PROTECT, related_name="dossiers"
    )
    procedure_version = models.ForeignKey(
        ProcedureVersion,
        verbose_name=_("version of the procedure"),
        on_delete=models.PROTECT,
        related_name="dossiers",
    )
    case = models.TextField(_("case"), blank=True)
    channel = models.CharField(_("channel"), max_length=12, choices=CHANNEL_CHOICES)
    result_delivery = models.CharField(
        _("result to be had"),
        max_length=12,
        choices=ResultDelivery.choices,
        default=ResultDelivery.COUNTER,
    )
    ruleset = models.CharField(_("rule set"), max_length=16)

    # Every writing of a dossier may cost an entry in each of its indexes: a foreign key has none of its
    # own where another begins with it, or where it is mostly empty and one without the empty ones serves.
    receiving_unit = models.ForeignKey(
        Agency,
        verbose_name=_("receiving unit"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("settling agency"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    unit = models.ForeignKey(
        Agency, verbose_name=_("unit"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(
        Officer,
        verbose_name=_("officer"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    submitted_by = models.ForeignKey(
        Officer,
        verbose_name=_("submitted by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    #: What the submitting system itself calls the dossier.
    external_id = models.CharField(_("number at the submitter"), max_length=100, blank=True)
    step = models.PositiveSmallIntegerField(_("step"), default=0)
    run = models.PositiveSmallIntegerField(_("run"), default=0)

    limit_value = models.PositiveIntegerField(_("time limit"), null=True)
    limit_unit = models.CharField(
        _("unit of the limit"), max_length=14, blank=True, choices=UNIT_CHOICES
    )

    #: The other authority's one-stop unit that stands between reception and settlement (art. 18.3).
    forwarded_to = models.ForeignKey(
        Agency,
        verbose_name=_("forwarded to"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    leading = models.ForeignKey(
        "self",
        verbose_name=_("leading dossier"),
        null=True,
        on_delete=models.PROTECT,
        related_name="linked",
        db_index=False,
    )
    register_year = models.PositiveSmallIntegerField(_("year of the register"), null=True)
    register_number = models.PositiveIntegerField(_("number in the register"), null=True)

    #: Received on paper in an outage and entered afterwards.
    outage = models.ForeignKey(
        Outage,
        verbose_name=_("outage"),
        null=True,
        on_delete=models.PROTECT,
        related_name="dossiers",
        db_index=False,
    )

    submitted_at = models.DateTimeField(_("submitted"), null=True)
    reception_due_at = models.DateTimeField(_("to be answered by"), null=True)
    received_at = models.DateTimeField(_("received"), null=True)
    supplement_until = models.DateTimeField(_("supplement to be asked for until"), null=True)
    arrived_at = models.DateTimeField(_("arrived at the other one-stop unit"), null=True)
    transfer_due_at = models.DateTimeField(_("to be transferred by"), null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    returned_at = models.DateTimeField(_("returned"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)

    due_at = models.DateTimeField(_("due"), null=True)
    late_from = models.DateTimeField(_("late from"), null=True)
    original_due_at = models.DateTimeField(_("first due moment"), null=True)
    warn_on = models.DateField(_("delay notice due on"), null=True)
    due_is_provisional = models.BooleanField(_("provisional"), default=False)
    calendar_version = models.PositiveIntegerField(_("calendar version"), default=0)
    reappointed_at = models.DateTimeField(_("re-appointed"), null=True)

    #: Set when the clock stops or ends on a dossier already late; a new run forgets it.
    late_since = models.DateTimeField(_("late since"), null=True)

    outcome = models.CharField(
        _("outcome"),
        max_length=10,
        blank=True,
        choices=[("approved", _("Approved")), ("refused", _("Refused"))],
    )
    result = models.CharField(_("result document"), max_length=500, blank=True)
    state_before_payment = models.CharField(max_length=24, blank=True)
    state_before_supplement = models.CharField(max_length=24, blank=True)
    supplement_count = models.PositiveSmallIntegerField(_("supplements asked"), default=0)
    completion_count = models.PositiveSmallIntegerField(_("completions asked"), default=0)

    pin_digest = models.CharField(max_length=64, blank=True)
    lookup_token = models.CharField(max_length=43, null=True, unique=True)  # noqa: DJ001
    head_hash = models.CharField(max_length=64, blank=True)
    event_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.CheckConstraint(
                name="dossier_state_known", condition=Q(state__in=DossierState.values)
            ),
            models.CheckConstraint(
                name="dossier_code_once_received",
                condition=Q(received_at__isnull=False, code__isnull=False)
                | Q(received_at__isnull=True, code__isnull=True),
            ),
            models.CheckConstraint(
                name="dossier_received_has_limit",
                condition=Q(received_at__isnull=True)
                | Q(limit_value__isnull=False, run__gte=1) & ~Q(limit_unit=""),
            ),
            models.CheckConstraint(
                name="dossier_due_and_late_together",
                condition=Q(due_at__isnull=True, late_from__isnull=True)
                | Q(due_at__isnull=False, late_from__gte=F("due_at")),
            ),
            models.UniqueConstraint(
                name="dossier_register_number_once",
                fields=["receiving_unit", "register_year", "register_number"],
            ),
            models.UniqueConstraint(
                name="dossier_external_id_once",
                fields=["submitted_by", "external_id"],
                condition=~Q(external_id=""),
            ),
        ]
        indexes = [
            models.Index(
                F("late_from"),
                name="dossier_open_late_from",
                condition=Q(state__in=[s.value for s in OPEN_STATES], late_from__isnull=False),
            ),
            models.Index(
                fields=["warn_on"],
                name="dossier_open_warn_on",
                condition=Q(state__in=[s.value for s in OPEN_STATES], warn_on__isnull=False),
            ),
            models.Index(
                fields=["due_at", "id"],
                name="dossier_open_due",
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            models.Index(Right("code", 4), name="dossier_code_end"),
            models.Index(
                fields=["agency", "due_at", "id"],
                name="dossier_agency_worklist",
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            models.Index(
                fields=["receiving_unit", "state", "-received_at"], name="dossier_receiving"
            ),
            models.Index(fields=["agency", "-received_at"], name="dossier_agency_recent"),
            models.Index(
                fields=["received_at"],
                name="dossier_received",
                condition=Q(received_at__isnull=False),
            ),
            models.Index(
                fields=["closed_at"], name="dossier_closed", condition=Q(closed_at__isnull=False)
            ),
            models.Index(fields=["officer", "state"], name="dossier_officer_state"),
            # What a new edition of the calendar recounts: `selectors.outdated` asks in these words.
            models.Index(
                fields=["calendar_version", "id"],
                name="dossier_counted_under",
                condition=Q(state__in=[s.value for s in OPEN_STATES], due_at__isnull=False)
                | Q(state=DossierState.SUBMITTED.value),
            ),
            models.Index(
                fields=["reception_due_at"],
                name="dossier_submission_due",
                condition=Q(state=DossierState.SUBMITTED.value),
            ),
            models.Index(
                fields=["receiving_unit", "reception_due_at"],
                name="dossier_reception_figures",
                condition=Q(reception_due_at__isnull=False),
            ),
            models.Index(
                fields=["supplement_until"],
                name="dossier_supplement_until",
                condition=Q(state__in=[DossierState.RECEIVED.value, DossierState.PROCESSING.value]),
            ),
            models.Index(
                fields=["transfer_due_at"],
                name="dossier_transfer_due",
                condition=Q(state=DossierState.RECEIVED.value),
            ),
            models.Index(
                fields=["forwarded_to"],
                name="dossier_forwarded",
                condition=Q(forwarded_to__isnull=False),
            ),
            models.Index(
                fields=["leading"], name="dossier_leading", condition=Q(leading__isnull=False)
            ),
            models.Index(
                fields=["outage"], name="dossier_outage", condition=Q(outage__isnull=False)
            ),
            models.Index(
                fields=["submitted_by"],
                name="dossier_submitter",
                condition=Q(submitted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code or str(self.ref)

    @property
    def key(self) -> str:
        """How doors name the dossier: by code once received, by reference before."""
        return self.code or str(self.ref)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_STATES

    @property
    def was_received(self) -> bool:
        return self.received_at is not None

    @property
    def clock_runs(self) -> bool:
        """While stopped or held there is no due moment; once closed the last one stays for the record."""
        return self.due_at is not None and self.is_open

    def is_overdue(self, now: datetime) -> bool:
        """Late is late (`dossiers.domain.lateness`)."""
        return is_late(
            runs=self.is_open,
            due_at=self.due_at,
            late_from=self.late_from,
            late_since=self.late_since,
            at=now,
        )

    @property
    def may_be_reappointed(self) -> bool:
        """Once per dossier, the safe reading of art. 19.9 of Decree 61/2018/NĐ-CP; a rule set may say never."""
        return self.reappointed_at is None and ruleset_by_code(self.ruleset).extension_max > 0

    @property
    def may_be_asked_to_complete(self) -> bool:
        return self.completion_count == 0

    @property
    def is_not_forwarded(self) -> bool:
        return self.forwarded_to_id is None

    @property
    def is_on_its_way(self) -> bool:
        """Sent to another one-stop unit, which has not yet confirmed that it came."""
        return self.forwarded_to_id is not None and self.arrived_at is None

    @property
    def is_at_a_desk(self) -> bool:
        return not self.is_on_its_way

    @property
    def hand_over_may_be_refused(self) -> bool:
        """The last hand-over can be refused by its receiver; a refusal itself cannot."""
        last = self.last_hand_over
        return last is not None and last.kind in last.REFUSABLE

    @property
    def came_from_counter(self) -> bool:
        """Whether the desk that has the dossier got it from a one-stop unit."""
        last = self.last_hand_over
        return last is not None and last.kind == last.Kind.TRANSFER

    @property
    def last_hand_over(self) -> "HandOver | None":
        """The control slip's last row of this run."""
        return self.handovers.model.last_of(self.pk, run=self.run)

    @property
    def has_open_consultation(self) -> bool:
        return self.consultations.open().exists()

    @property
    def has_something_to_tell(self) -> bool:
        return self.announcements.open().exists()

    @property
    def knows_its_applicant(self) -> bool:
        """Not once what is personal was erased: nobody could be answered."""
        return self.applicant.erased_at is None

    @property
    def is_settled_at_counter(self) -> bool:
        return self.procedure_version.settled_at_counter

    @property
    def national_status(self) -> int:
        return DossierState(self.state).national
