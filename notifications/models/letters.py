"""The apology (form 04): drafted by the sweep, by the agency's answer or by a loss, signed and issued by a head."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Delegation, Officer
from dossiers.models import Announcement, DossierEvent
from notifications.models.appointments import OfAppointment
from notifications.models.demands import DelayNotice, ReasonCode
from notifications.models.flags import OverdueFlag
from procedures.domain.clock import ClockKind


class LetterWay(models.TextChoices):
    """How the letter came about, and with it its wording."""

    IN_TIME = "in_time", _("In time, from the agency's notice")
    LATE = "late", _("Late, from the flag")
    READY = "ready", _("Settled late: the result is ready")
    LOST = "lost", _("Papers lost or damaged")


#: Only these move the return date.
DATED_WAYS = (LetterWay.IN_TIME, LetterWay.LATE)


class LetterState(models.TextChoices):
    """A draft lacks something; a ready letter lacks only the signature; an issued one has taken effect.

    `signed` stands between the two only where a letter signed outside came back while the dossier's
    clock did not run.
    """

    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready to sign")
    SIGNED = "signed", _("Signed, not yet issued")
    ISSUED = "issued", _("Issued")
    DELIVERED = "delivered", _("Delivered")
    VOID = "void", _("Void")


UNSIGNED_STATES = (LetterState.DRAFT, LetterState.READY)
#: Not yet in effect: life may still go on and make the letter void.
PENDING_STATES = (*UNSIGNED_STATES, LetterState.SIGNED)
ISSUED_STATES = (LetterState.ISSUED, LetterState.DELIVERED)

_STARTS = (ClockKind.START, ClockKind.RESTART)

_SIGNED = Q(state__in=[LetterState.SIGNED, *ISSUED_STATES])
_ISSUED = Q(state__in=ISSUED_STATES)
_DATED = Q(way__in=DATED_WAYS)
_FROZEN = Q(
    number__isnull=False,
    year__isnull=False,
    issuer__isnull=False,
    signer__isnull=False,
    pdf__isnull=False,
) & ~Q(sha256="")
#: What stands on every letter, whatever its wording.
_NAMED = ["letterhead", "addressee", "agency", "procedure", "code", "legal_basis", "signature"]


def started(dossier: int | OuterRef, run: int | OuterRef) -> "QuerySet[DossierEvent, datetime]":
    """The moment at which a run's limit began: of reception, or of the restart."""
    events = DossierEvent.objects.filter(dossier=dossier, run=run, clock__in=_STARTS)
    return events.order_by("-sequence").values_list("at", flat=True)


class ApologyLetter(OfAppointment):
    """A letter that meets Decree 61/2018/NĐ-CP, art. 19.9 or 21.2, or a draft that says what it lacks.

    `agency` is the agency at fault; `issuer` the one whose letterhead and book of numbers it
    bears. Number, context, PDF and digest are frozen together, when the letter is signed with the
    server's key or prepared for the signer's own token; `signed_pdf` is that PDF with the
    signature appended. A prepared letter that is given up stays on record as void, with its
    number, so that the book has no silent gap.
    """

    ref = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    way = models.CharField(_("way"), max_length=8, choices=LetterWay.choices)
    state = models.CharField(
        _("state"), max_length=12, choices=LetterState.choices, default=LetterState.DRAFT
    )
    #: The moment promised on the receipt; a loss may be owned up to before there is one.
    due_at = models.DateTimeField(_("promised"), null=True)
    flag = models.ForeignKey(
        OverdueFlag, null=True, on_delete=models.PROTECT, related_name="letters"
    )
    notice = models.ForeignKey(
        DelayNotice, null=True, on_delete=models.PROTECT, db_index=False, related_name="letters"
    )
    loss = models.ForeignKey(
        DossierEvent, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    generated_at = models.DateTimeField(_("generated"))
    reason_code = models.CharField(
        _("kind of reason"), max_length=16, blank=True, choices=ReasonCode.choices
    )
    reason = models.TextField(_("reason"), blank=True)
    new_until = models.DateTimeField(_("new return date"), null=True)
    lost_items = models.JSONField(_("lost or damaged"), default=list, blank=True)

    #: Found by the index of `letter_number_once`.
    issuer = models.ForeignKey(
        Agency,
        verbose_name=_("issued by"),
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    number = models.PositiveIntegerField(_("number"), null=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    #: Who signed, or for whom the letter was prepared.
    signer = models.ForeignKey(
        Officer,
        verbose_name=_("signer"),
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    delegation = models.ForeignKey(
        Delegation, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared for the signer's token"), null=True)
    context = models.JSONField(default=dict)
    pdf = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True)
    signed_pdf = models.BinaryField(null=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    #: Kind (`server` or `token`), signer, issuer, serial number and moment of the certificate used.
    signature = models.JSONField(default=dict)
    issued_at = models.DateTimeField(_("issued"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    delivered_how = models.CharField(
        _("delivered how"), max_length=16, blank=True, choices=Announcement.How.choices
    )
    voided_at = models.DateTimeField(_("void since"), null=True)
    void_why = models.CharField(_("void because"), max_length=24, blank=True)

    class Meta:
        verbose_name = _("apology letter")
        verbose_name_plural = _("apology letters")
        constraints = [
            models.UniqueConstraint(
                name="letter_once",
                fields=["dossier", "run", "appointment"],
                condition=~Q(state=LetterState.VOID) & _DATED,
            ),
            models.UniqueConstraint(
                name="letter_once_a_flag", fields=["flag"], condition=~Q(state=LetterState.VOID)
            ),
            models.UniqueConstraint(
                name="letter_once_a_loss", fields=["loss"], condition=~Q(state=LetterState.VOID)
            ),
            models.UniqueConstraint(name="letter_number_once", fields=["issuer", "year", "number"]),
            models.UniqueConstraint(
                # The return date is moved no more than once (art. 19.9), whoever writes to the table.
                name="letter_moves_date_once",
                fields=["dossier"],
                condition=_ISSUED & _DATED,
            ),
            models.CheckConstraint(
                # What art. 19.9 demands cannot be left out, whoever writes to the table.
                name="letter_issued_whole",
                condition=~_SIGNED
                | _FROZEN
                & Q(signed_at__isnull=False, signed_pdf__isnull=False, context__has_keys=_NAMED)
                & (~_ISSUED | Q(issued_at__isnull=False))
                & ~Q(signed_sha256="")
                & ~Q(signature={})
                & ~Q(reason="")
                & ~Q(context__procedure="")
                & ~Q(context__code="")
                & ~Q(context__legal_basis="")
                & ~Q(context__addressee__name="")
                & (
                    ~Q(way=LetterWay.LOST) & ~Q(reason_code="") & Q(due_at__isnull=False)
                    | Q(way=LetterWay.LOST) & ~Q(lost_items=[])
                )
                # A comparison with nothing is not false to a check constraint.
                & (~_DATED | Q(new_until__isnull=False, new_until__gt=F("due_at"))),
            ),
            models.CheckConstraint(
                name="letter_prepared_whole", condition=Q(prepared_at__isnull=True) | _FROZEN
            ),
            models.CheckConstraint(
                name="letter_delivered_whole",
                condition=~Q(state=LetterState.DELIVERED)
                | Q(delivered_at__isnull=False) & ~Q(delivered_how=""),
            ),
            models.CheckConstraint(
                name="letter_void_with_reason",
                condition=~Q(state=LetterState.VOID) | Q(voided_at__isnull=False) & ~Q(void_why=""),
            ),
            models.CheckConstraint(
                name="letter_of_loss_tells_it",
                condition=Q(loss__isnull=True) & ~Q(way=LetterWay.LOST)
                | Q(loss__isnull=False, way=LetterWay.LOST),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "generated_at"],
                name="letter_unsigned",
                condition=Q(state__in=UNSIGNED_STATES),
            ),
            models.Index(fields=["dossier", "run"], name="letter_dossier"),
            # A draft, of which a night makes thousands, has none of these yet.
            *(
                models.Index(
                    fields=[field],
                    name=f"letter_{field}",
                    condition=Q(**{f"{field}__isnull": False}),
                )
                for field in ("notice", "loss", "signer", "delegation")
            ),
            # How many overdue dossiers are without their letter, asked for every few seconds.
            models.Index(fields=["flag"], name="letter_issued_of_flag", condition=_ISSUED),
            models.Index(
                # By the file in somebody's hands, on the page that verifies letters.
                fields=["signed_sha256"],
                name="letter_signed_file",
                condition=~Q(signed_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        if self.number:
            return f"{self.number}/{self.year} — {self.dossier}"
        return str(self.dossier)

    @cached_property
    def started_at(self) -> datetime | None:
        """When the limit began that ended with the missed date; `locked_letter` reads it with the letter."""
        return started(self.dossier_id, self.run).first()

    @property
    def is_unsigned(self) -> bool:
        return self.state in UNSIGNED_STATES

    @property
    def is_issued(self) -> bool:
        return self.state in ISSUED_STATES

    @property
    def is_prepared(self) -> bool:
        """Frozen for the signer's own token, and the signature not yet come back."""
        return self.is_unsigned and self.prepared_at is not None

    @property
    def moves_date(self) -> bool:
        return self.way in DATED_WAYS
