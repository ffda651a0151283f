"""What the office's papers have in common: head, addressee, signature, the addresses in their codes."""

from datetime import datetime

from django.conf import settings

from agencies.domain.roles import Role
from agencies.models import Agency
from agencies.selectors import officers_holding
from dossiers.forms import Letterhead, Person, Signature
from dossiers.models import Dossier
from dossiers.services.lookup_keys import rating_token
from dossiers.services.performance import Performance
from procedures.domain.rulesets import FormSet, ruleset_by_code
from procedures.domain.zone import local_day


def letterhead(agency: Agency, *, series: str, number: int | None, at: datetime) -> Letterhead:
    """The head of a paper of an agency: the body above it, its name, number, place and date."""
    home = agency.home
    return Letterhead(
        parent=home.parent.name if home.parent else "",
        unit=home.name,
        series=f"{series}{home.short_name or home.code}",
        place=home.place,
        issued_at=at,
        number=number,
    )


def person(dossier: Dossier) -> Person:
    """The applicant as papers name them."""
    applicant = dossier.applicant
    return Person(
        name=applicant.name,
        kind=applicant.kind,
        address=applicant.address,
        phone=applicant.phone,
        email=applicant.email,
    )


def request_of(dossier: Dossier) -> str:
    """What was asked of the office: in the applicant's words, else the procedure's name."""
    return dossier.applicant.subject or dossier.procedure_version.name


def form_label(ruleset: str, numbers: dict[FormSet, str]) -> str:
    """`Mẫu số 05`, by the circular that a rule set follows; empty where it has no such form."""
    number = numbers.get(ruleset_by_code(ruleset).form_set, "")
    return f"Mẫu số {number}" if number else ""


def lookup_url(dossier: Dossier) -> str:
    """The address in a receipt's QR; empty before reception."""
    if not dossier.lookup_token:
        return ""
    return f"{settings.PUBLIC_URL}/tra-cuu/q/{dossier.lookup_token}/"


def rating_url(dossier: Dossier) -> str:
    """The address at which the applicant rates the service (Circular 01/2018/TT-VPCP, art. 12.2)."""
    return f"{settings.PUBLIC_URL}/danh-gia/{rating_token(dossier.ref)}/"


def signature_of(doing: Performance) -> Signature:
    """The head's own signature, or a delegate's under the head's title (Decree 30/2020/NĐ-CP, art. 13)."""
    officer = doing.actor.officer
    delegation = doing.capacity.delegation if doing.capacity else None
    if delegation is None:
        return Signature(head_title=officer.title, name=officer.full_name)
    return Signature(
        head_title=delegation.giver.title,
        name=officer.full_name,
        form=delegation.signature_form,
        title=officer.title,
    )


def signature_of_head(unit: Agency, *, at: datetime) -> Signature:
    """The one-stop unit's head, to sign by hand; without a head on record the name stays blank."""
    heads = officers_holding(Role.CENTRE_HEAD, [unit.pk, unit.home_id], on=local_day(at))
    head = heads.order_by("pk").first()
    return Signature(head_title=head.title if head else "", name=head.full_name if head else "")
