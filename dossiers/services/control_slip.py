"""Form 05 printed: the control slip as it stands; unchanged hand-overs give the same file."""

from agencies.models import Agency, Officer
from dossiers.domain.refusals import ActRefused
from dossiers.forms import CONTROL_SLIP, ControlSlipContext, HandOverBlock, typeset
from dossiers.models import Dossier, HandOver
from dossiers.selectors.handovers import SlipRow, control_slip, coordinating_agencies
from dossiers.services.paper_parts import form_label, letterhead, person, request_of
from procedures.domain.rulesets import FormSet

#: Its number among the forms of each circular.
FORM_NUMBERS = {FormSet.C01: "05", FormSet.C03: "06"}


def print_control_slip(dossier_id: int) -> bytes:
    """The PDF of form 05: every hand-over so far, with room for the first and the last that are to come.

    Neither numbered nor kept: it goes with the dossier, dated as the dossier was received. Refuses
    `not_received_yet`.
    """
    dossier = Dossier.objects.select_related(
        "receiving_unit__parent", "agency", "procedure_version", "applicant"
    ).get(pk=dossier_id)
    if dossier.received_at is None:
        raise ActRefused("not_received_yet")
    context = ControlSlipContext(
        letterhead=letterhead(
            dossier.receiving_unit, series="", number=None, at=dossier.received_at
        ),
        reception_unit=dossier.receiving_unit.name,
        applicant=person(dossier),
        request=request_of(dossier),
        code=dossier.code or "",
        settling_agency=dossier.agency.name,
        coordinating_agencies=tuple(agency.name for agency in coordinating_agencies(dossier)),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        blocks=_blocks(dossier),
        form_label=form_label(dossier.ruleset, FORM_NUMBERS),
    )
    return typeset(CONTROL_SLIP, context.as_json()).pdf


def _blocks(dossier: Dossier) -> tuple[HandOverBlock, ...]:
    """The hand-overs; while the dossier is open also those of every slip that have not happened yet."""
    rows = control_slip(dossier)
    blocks = [_block(row) for row in rows]
    if not dossier.is_open:
        return tuple(blocks)
    centre, agency = dossier.receiving_unit.name, dossier.agency.name
    if not rows:
        blocks.append(HandOverBlock(giver_unit=centre, receiver_unit=agency))
    if not rows or rows[-1].kind != HandOver.Kind.RESULT:
        blocks.append(HandOverBlock(giver_unit=agency, receiver_unit=centre))
    return tuple(blocks)


def _block(row: SlipRow) -> HandOverBlock:
    return HandOverBlock(
        giver_unit=_place(row.giver_unit),
        receiver_unit=_place(row.receiver_unit),
        giver=_name(row.giver),
        receiver=_name(row.receiver),
        at=row.at,
        result=row.result,
        task=row.step_name,
        grounds=row.grounds,
        remark=row.remark,
    )


def _place(unit: Agency) -> str:
    """`Phòng Thẩm định, Sở Thử nghiệm`: a unit is named with its agency."""
    return f"{unit.name}, {unit.home.name}" if unit.is_unit else unit.name


def _name(officer: Officer | None) -> str:
    return officer.full_name if officer else ""
