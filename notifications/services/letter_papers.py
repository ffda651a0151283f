"""From a letter to its paper: the context frozen with it, the PDF, and how a draft looks."""

from datetime import datetime

from django.conf import settings

from dossiers.domain.refusals import ActRefused
from dossiers.forms import DigitalSeal, Signature, TypesetForm, typeset
from dossiers.models import Dossier
from dossiers.services import letterhead, person
from notifications.forms import LETTER, LetterContext, LetterWording
from notifications.models import ApologyLetter, LetterWay
from notifications.services.letter_signers import signing_of
from procedures.domain.rulesets import RULESETS

#: Stands between the number and the issuer's short name: "12/PXL-STN".
SERIES = "PXL-"


def letter_pdf(*, letter_id: int, at: datetime) -> bytes:
    """The letter to be read: signed if it is, else as frozen for a signature, else a marked draft.

    Refuses `erased` once what is personal in it was erased.
    """
    letter = ApologyLetter.objects.select_related("agency__parent").get(pk=letter_id)
    frozen = letter.signed_pdf or letter.pdf
    if frozen is not None and not frozen:
        raise ActRefused("erased")
    if frozen is not None:
        return bytes(frozen)
    letter.dossier = Dossier.objects.select_related(
        "agency__parent", "receiving_unit__parent", "procedure_version", "applicant"
    ).get(pk=letter.dossier_id)
    return typeset(LETTER, context_of(letter, at=at).as_json()).pdf


def typeset_letter(
    letter: ApologyLetter, *, at: datetime, signature: Signature, by_token: bool
) -> TypesetForm:
    """The finished paper of a numbered letter, ready for the server's key or the signer's token."""
    context = context_of(letter, at=at, signature=signature, awaits_token=by_token)
    return typeset(LETTER, context.as_json())


def context_of(
    letter: ApologyLetter,
    *,
    at: datetime,
    signature: Signature | None = None,
    awaits_token: bool = False,
) -> LetterContext:
    """What stands on the letter at a moment; without a signature a draft."""
    dossier, issuer = letter.dossier, letter.issuer or signing_of(letter).issuer
    sealed = signature is not None and not awaits_token
    return LetterContext(
        letterhead=letterhead(issuer, series=SERIES, number=letter.number, at=at),
        wording=wording_of(letter, at=at),
        ruleset=decree_of(dossier),
        addressee=person(dossier),
        agency=letter.agency.name,
        issued_by=issuer.name,
        one_stop_unit=dossier.receiving_unit.name,
        procedure=dossier.procedure_version.name,
        code=dossier.key,
        received_at=received_at(letter),
        due_at=letter.due_at,
        reason=letter.reason,
        new_until=letter.new_until if letter.moves_date else None,
        settled_at=dossier.settled_at,
        lost_items=tuple(letter.lost_items),
        signature=signature,
        is_draft=signature is None,
        result_delivery=dossier.result_delivery,
        contact_phone=issuer.phone,
        verify_url=f"{settings.PUBLIC_URL}/xac-minh/{letter.ref}/",
        digital_seal=DigitalSeal(signed_by=issuer.name, at=at) if sealed else None,
        awaits_token=awaits_token,
    )


def wording_of(letter: ApologyLetter, *, at: datetime) -> LetterWording:
    """The words that are true at the moment of writing.

    What was answered in time and is signed after the date was missed says so; a letter that the
    result is ready says so only while it is: a reopened dossier is late again.
    """
    dossier = letter.dossier
    if letter.way == LetterWay.READY and dossier.settled_at is None:
        return LetterWording.LATE
    if letter.way == LetterWay.IN_TIME and dossier.is_overdue(at):
        return LetterWording.LATE
    return LetterWording(letter.way)


def decree_of(dossier: Dossier) -> str:
    """The shipped rule set behind the dossier's own, which names its decree; empty if nobody knows it."""
    known = RULESETS.get(dossier.ruleset)
    return known.base if known else ""


def received_at(letter: ApologyLetter) -> datetime | None:
    """The moment on the receipt that promised the missed date."""
    return letter.started_at or letter.dossier.received_at
