"""A head signs the apology: numbered, frozen, typeset, and the return date moves, in one transaction (art. 19.9)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from agencies.selectors import Actor, Capacity
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.forms import Letterhead, Person, Signature, typeset
from dossiers.lifecycle import rows
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.open_acts import places
from dossiers.services import allot_form_number, letterhead, person, reappoint
from notifications.forms import LETTER, LetterContext, LetterWording
from notifications.models import ApologyLetter, LetterState, LetterWay
from notifications.services.letter_parts import fill, missing_in, refuse_finished
from notifications.services.locking import locked_dossier
from procedures.domain.zone import local_day

FORM = "04"
#: Stands between the number and the agency's short name: "12/PXL-STN".
SERIES = "PXL-"


@transaction.atomic
def issue_letter(
    *,
    letter_id: int,
    actor: Actor,
    at: datetime,
    reason_code: str | None = None,
    reason: str | None = None,
    new_until: datetime | None = None,
) -> ApologyLetter:
    """Sign and issue a letter; parts still missing may be given with the signature.

    By whoever the lifecycle table lets move the return date: the agency's head, a delegate for
    the act `reappoint`, the Centre's head. Refuses `unknown_letter`, `letter_issued`,
    `letter_void`, `wrong_role_for_letter`, every missing part at once (`missing_reason`,
    `missing_new_until`, …), and what `dossiers.services.reappoint` refuses; then nothing has
    changed and no number is used up.
    """
    dossier = locked_dossier(ApologyLetter, letter_id, "unknown_letter")
    letter = ApologyLetter.objects.select_for_update().get(pk=letter_id)
    refuse_finished(letter)
    capacity = _signing_capacity(dossier, actor, at)
    if capacity is None:
        raise ActRefused("wrong_role_for_letter")
    fill(letter, at=at, reason_code=reason_code, reason=reason, new_until=new_until)
    _refuse_incomplete(letter, dossier, at)
    letter.agency = dossier.agency
    letter.signer, letter.delegation = actor.officer, capacity.delegation
    if letter.way != LetterWay.READY:
        _move_return_date(letter, actor, at)
    _finish(letter, dossier, capacity, at)
    return letter


def letter_pdf(*, letter_id: int, at: datetime) -> bytes:
    """The letter as it was issued, byte for byte; an unsigned one as a marked draft, blanks named."""
    letter = ApologyLetter.objects.get(pk=letter_id)
    return bytes(letter.pdf) if letter.pdf else _draft_pdf(letter, at=at)


def may_sign(dossier: Dossier, actor: Actor, *, at: datetime) -> bool:
    """Whether the actor may sign letters of the dossier's agency."""
    return _signing_capacity(dossier, actor, at) is not None


def _draft_pdf(letter: ApologyLetter, *, at: datetime) -> bytes:
    dossier = Dossier.objects.select_related(
        "agency__parent", "receiving_unit", "procedure_version", "applicant"
    ).get(pk=letter.dossier_id)
    return typeset(LETTER, _context(letter, dossier, at=at, signature=None).as_json()).pdf


def _signing_capacity(dossier: Dossier, actor: Actor, at: datetime) -> Capacity | None:
    roles = actor.roles(on=local_day(at))
    row = next(row for row in rows(Dossier) if row.act == "reappoint")
    for allowed in row.allowed:
        capacity = roles.capacity_for("reappoint", allowed.roles, places(allowed, dossier))
        if capacity is not None:
            return capacity
    return None


def _refuse_incomplete(letter: ApologyLetter, dossier: Dossier, at: datetime) -> None:
    """A letter that does not meet art. 19.9 of the Decree cannot be issued."""
    missing = missing_in(letter, dossier, at=at)
    if missing:
        raise FactsRefused(tuple(ActRefused(f"missing_{part}", field=part) for part in missing))


def _move_return_date(letter: ApologyLetter, actor: Actor, at: datetime) -> None:
    assert letter.new_until is not None  # noqa: S101 -- a missing part otherwise
    reappoint(
        dossier_id=letter.dossier_id,
        actor=actor,
        at=at,
        until=letter.new_until,
        letter=str(letter.ref),
    )


def _finish(letter: ApologyLetter, dossier: Dossier, capacity: Capacity, at: datetime) -> None:
    letter.year = local_day(at).year
    letter.number = allot_form_number(dossier.agency_id, letter.year, FORM)
    letter.issued_at = at
    signature = _signature(letter, capacity)
    made = typeset(LETTER, _context(letter, dossier, at=at, signature=signature).as_json())
    letter.context, letter.pdf, letter.sha256 = made.context, made.pdf, made.sha256
    letter.state = LetterState.ISSUED
    letter.save()


def _signature(letter: ApologyLetter, capacity: Capacity) -> Signature:
    """The head in person, or a delegate under the head's title (Decree 30/2020/NĐ-CP, art. 13)."""
    assert letter.signer is not None  # noqa: S101 -- set by the caller
    if capacity.delegation is None:
        return Signature(head_title=letter.signer.title, name=letter.signer.full_name)
    return Signature(
        head_title=capacity.delegation.giver.title,
        name=letter.signer.full_name,
        form=capacity.delegation.signature_form,
        title=letter.signer.title,
    )


def _context(
    letter: ApologyLetter, dossier: Dossier, *, at: datetime, signature: Signature | None
) -> LetterContext:
    head: Letterhead = letterhead(dossier.agency, series=SERIES, number=letter.number, at=at)
    addressee: Person = person(dossier)
    return LetterContext(
        letterhead=head,
        wording=_wording(letter, dossier),
        ruleset=dossier.ruleset,
        addressee=addressee,
        agency=dossier.agency.name,
        one_stop_unit=dossier.receiving_unit.name,
        procedure=dossier.procedure_version.name,
        code=dossier.key,
        received_at=_received_at(dossier, letter.run),
        due_at=letter.due_at,
        reason=letter.reason,
        new_until=None if letter.way == LetterWay.READY else letter.new_until,
        settled_at=dossier.settled_at,
        signature=signature,
        is_draft=signature is None,
        result_delivery=dossier.result_delivery,
        contact_phone=dossier.agency.phone,
        verify_url=f"{settings.PUBLIC_URL}/xac-minh/{letter.ref}/",
    )


def _wording(letter: ApologyLetter, dossier: Dossier) -> LetterWording:
    """A letter that the result is ready says so only while it is: a reopened dossier is late again."""
    if letter.way == LetterWay.READY and dossier.settled_at is None:
        return LetterWording.LATE
    return LetterWording(letter.way)


def _received_at(dossier: Dossier, run: int) -> datetime:
    """The moment on the receipt that promised the missed date: of reception, or of the restart."""
    started = DossierEvent.objects.filter(dossier=dossier, run=run, clock__in=["start", "restart"])
    found = (
        started.order_by("-sequence").values_list("at", flat=True).first() or dossier.received_at
    )
    assert found is not None  # noqa: S101 -- only a received dossier has a promised date
    return found
