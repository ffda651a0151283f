"""Papers handed out: numbered and frozen inside the act, typeset at the first print, the same file ever after."""

import uuid
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.db import transaction

from agencies.domain.roles import Role
from agencies.models import Agency
from agencies.selectors.prepared import Parameter, Prepared
from agencies.services.writing import insert_row
from dossiers.domain.refusals import ActRefused
from dossiers.forms import (
    RECEIPT,
    REFUSAL_SLIP,
    STOP_NOTICE,
    SUPPLEMENT_SLIP,
    DocumentLine,
    FormContext,
    Letterhead,
    Person,
    ReceiptContext,
    RefusalSlipContext,
    StopNoticeContext,
    SupplementSlipContext,
    typeset,
)
from dossiers.models import Dossier, DossierDocument, DossierEvent, IssuedForm, SupplementRequest
from dossiers.services.codes import allot_form_number
from dossiers.services.paper_parts import (
    form_label,
    letterhead,
    lookup_url,
    person,
    rating_url,
    request_of,
    signature_of,
    signature_of_head,
)
from dossiers.services.performance import Performance
from dossiers.services.receipt_keys import brought_out, put_away, receipt_pin
from dossiers.services.sealing import SealBroken, seal, unseal
from procedures.domain.rulesets import FormSet, ruleset_by_code
from procedures.domain.zone import local_day

Kind = IssuedForm.Kind

_TEMPLATES: dict[str, Path] = {
    Kind.RECEIPT: RECEIPT,
    Kind.SUPPLEMENT: SUPPLEMENT_SLIP,
    Kind.REFUSAL: REFUSAL_SLIP,
    Kind.STOP: STOP_NOTICE,
}

#: What stands after the number of each paper, before the agency's short name.
_SERIES: dict[str, str] = {
    Kind.RECEIPT: "",
    Kind.SUPPLEMENT: "HDHS-",
    Kind.REFUSAL: "TCTN-",
    Kind.STOP: "TBD-",
}
#: The papers with which the applicant is asked to rate the service (Circular 01/2018/TT-VPCP, art. 12.2).
_RATED = (Kind.RECEIPT, Kind.SUPPLEMENT, Kind.REFUSAL)
#: The number of the stop notice among the forms of a circular; Circular 01/2018/TT-VPCP has none.
_STOP_FORMS = {FormSet.C03: "05"}


def issue_receipt(doing: Performance, event: DossierEvent) -> IssuedForm:
    """Form 01: received, and the moment to come back (Circular 01/2018/TT-VPCP, form 01)."""
    dossier = doing.dossier
    assert dossier.due_at is not None  # noqa: S101 -- its clock has just been started
    context = ReceiptContext(
        **_common(doing, Kind.RECEIPT),
        documents=tuple(
            DocumentLine(name=name, originals=originals, copies=copies)
            for name, originals, copies in _HANDED_IN(dossier=dossier.pk)
        ),
        limit_value=dossier.limit_value or 1,
        limit_unit=dossier.limit_unit,
        received_at=doing.at,
        due_at=dossier.due_at,
        due_is_provisional=dossier.due_is_provisional,
        restarted=dossier.run > 1,
        result_delivery=dossier.result_delivery,
        delivery_place=_delivery_place(dossier),
        register_book=str(dossier.register_year or ""),
        register_number=str(dossier.register_number or ""),
        officer_name=doing.actor.officer.full_name,
        submitter_name=dossier.applicant.name,
        pin=doing.pin or receipt_pin(dossier),
        lookup_page=f"{settings.PUBLIC_URL}/",
    )
    return _issue(doing, event, Kind.RECEIPT, context)


_HANDED_IN = Prepared(
    lambda: (
        DossierDocument.objects.filter(dossier=Parameter("dossier"), received=True)
        .order_by("position")
        .values_list("name", "originals", "copies")
    )
)


def issue_supplement_slip(
    doing: Performance, event: DossierEvent, asked: SupplementRequest
) -> IssuedForm:
    """Form 02: what is to be completed or added, and why."""
    dossier = doing.dossier
    context = SupplementSlipContext(
        **_common(doing, Kind.SUPPLEMENT),
        items=tuple(asked.items),
        reason=asked.reason,
        officer_name=doing.actor.officer.full_name,
        legal_ground=asked.legal_ground,
        restarts_clock=not asked.before_reception
        and ruleset_by_code(dossier.ruleset).supplement_restarts,
        contact_phone=dossier.receiving_unit.phone,
        website=settings.PUBLIC_URL,
    )
    return _issue(doing, event, Kind.SUPPLEMENT, context)


def issue_refusal_slip(doing: Performance, event: DossierEvent) -> IssuedForm:
    """Form 03: not received (art. 17.1.b), or refused after appraisal (art. 19.8)."""
    after_appraisal = doing.act == "settle"
    context = RefusalSlipContext(
        **_common(doing, Kind.REFUSAL),
        reason=doing.facts["reason"],
        after_appraisal=after_appraisal,
        officer_name=doing.actor.officer.full_name,
        submitter_name=doing.dossier.applicant.name,
        signature=signature_of(doing) if after_appraisal else None,
        originals_given_back=doing.facts.get("originals_given_back", False),
    )
    return _issue(doing, event, Kind.REFUSAL, context)


def issue_stop_notice(doing: Performance, event: DossierEvent) -> IssuedForm:
    """Settlement ends without a result: on which ground, by which document, what goes back.

    Of a withdrawal the document is the applicant's request. Form 05 of Circular 03/2025/TT-VPCP; a
    paper of the house under Circular 01/2018/TT-VPCP.
    """
    dossier, facts = doing.dossier, doing.facts
    withdrawn = doing.act == "withdraw"
    context = StopNoticeContext(
        **_common(doing, Kind.STOP),
        ground="withdrawn" if withdrawn else facts["ground"],
        document=facts["request"] if withdrawn else facts["document"],
        reason=facts.get("reason", ""),
        signature=signature_of_head(dossier.receiving_unit, at=doing.at)
        if withdrawn
        else signature_of(doing),
        decree=ruleset_by_code(dossier.ruleset).decree,
        stopped_at=doing.at,
        received_at=dossier.received_at,
        originals_given_back=facts.get("originals_given_back", False),
        form_label=form_label(dossier.ruleset, _STOP_FORMS),
    )
    return _issue(doing, event, Kind.STOP, context)


@transaction.atomic
def print_form(form_id: int) -> bytes:
    """The PDF of a paper issued; typeset at the first print, byte for byte the same at every other.

    It lies sealed, for a receipt shows the applicant's PIN. Refuses `erased` once what is personal
    was erased, and `sealed_otherwise` where `LOOKUP_PIN_KEY` is not the one it was sealed under.
    """
    locked = IssuedForm.objects.select_for_update(of=("self",)).select_related("dossier")
    form = locked.get(pk=form_id)
    if not form.context:
        raise ActRefused("erased")
    try:
        return _printed(form, ref=form.dossier.ref)
    except SealBroken:
        raise ActRefused("sealed_otherwise") from None


def _printed(form: IssuedForm, *, ref: uuid.UUID) -> bytes:
    if form.pdf is not None:
        return unseal(bytes(form.pdf), ref=ref)
    made = typeset(_TEMPLATES[form.kind], brought_out(form.context, ref=ref))
    form.pdf, form.sha256 = seal(made.pdf, ref=ref), made.sha256
    form.context = {**form.context, "font": made.font}
    form.save(update_fields=["pdf", "sha256", "context"])
    return made.pdf


class _Common(TypedDict):
    letterhead: Letterhead
    reception_unit: str
    applicant: Person
    request: str
    code: str
    lookup_url: str
    rating_url: str


def _common(doing: Performance, kind: str) -> _Common:
    """What the papers share; the number is drawn here, inside the act's transaction."""
    dossier = doing.dossier
    issuer = _issuer(doing)
    number = allot_form_number(issuer.pk, local_day(doing.at).year, kind)
    return {
        "letterhead": letterhead(issuer, series=_SERIES[kind], number=number, at=doing.at),
        "reception_unit": dossier.receiving_unit.name,
        "applicant": person(dossier),
        "request": request_of(dossier),
        "code": dossier.code or "",
        "lookup_url": lookup_url(dossier),
        "rating_url": rating_url(dossier) if kind in _RATED else "",
    }


def _issuer(doing: Performance) -> Agency:
    """The settling agency refuses after appraisal and stops; everything else is said by the one-stop unit."""
    dossier = doing.dossier
    stops = doing.act == "stop" and doing.capacity and doing.capacity.role == Role.AGENCY_HEAD
    return dossier.agency if doing.act == "settle" or stops else dossier.receiving_unit


def _issue(doing: Performance, event: DossierEvent, kind: str, context: FormContext) -> IssuedForm:
    number = context.letterhead.number
    assert number is not None  # noqa: S101 -- drawn in `_common`
    issued = IssuedForm(
        dossier=doing.dossier,
        event=event,
        kind=kind,
        agency=_issuer(doing),
        year=local_day(doing.at).year,
        number=number,
        issued_at=doing.at,
        context=put_away(context.as_json(), ref=doing.dossier.ref),
    )
    insert_row(issued)
    return issued


def _delivery_place(dossier: Dossier) -> str:
    if dossier.result_delivery == "post":
        return dossier.applicant.address
    return dossier.receiving_unit.address if dossier.result_delivery == "counter" else ""
