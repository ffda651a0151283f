"""Who may sign an apology letter, and in whose name it goes out (Decree 61/2018/NĐ-CP, art. 19.9; setting `APOLOGY_SIGNER`)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from agencies.domain.roles import Role
from agencies.models import Agency, Officer
from agencies.selectors import Actor, Capacity, officers_holding
from dossiers.domain.refusals import ActRefused
from dossiers.forms import Signature
from notifications.models import ApologyLetter, LetterWay
from procedures.domain.zone import local_day

#: The act a delegation has to name, as for moving the return date.
ACT = "reappoint"


@dataclass(frozen=True, slots=True)
class Signing:
    """The desk a letter is signed at: whose letterhead and book of numbers, and who may sign there."""

    issuer: Agency
    roles: Collection[Role]

    def capacity_of(self, actor: Actor, at: datetime) -> Capacity | None:
        """The right under which the actor may sign here, in person or as a delegate."""
        roles = actor.roles(on=local_day(at))
        return roles.capacity_for(ACT, self.roles, {self.issuer.pk})

    def has_signer(self, at: datetime) -> bool:
        """A delegation lasts only while its giver is head, so that the heads alone answer the question."""
        day = local_day(at)
        return any(officers_holding(r, [self.issuer.pk], on=day).exists() for r in self.roles)


def signing_of(letter: ApologyLetter) -> Signing:
    """Who signs the letter.

    A delay: the head of the settling agency, whose duty it is by art. 19.9, or, where the province
    has it so, the head of the one-stop unit, whose letter names the agency at fault. A loss: the
    head of whoever lost the papers (art. 21.2). The database's letter and dossier have to be read
    with their agencies.
    """
    if letter.way == LetterWay.LOST:
        return Signing(letter.agency, (Role.AGENCY_HEAD, Role.CENTRE_HEAD))
    if settings.APOLOGY_SIGNER == Role.CENTRE_HEAD:
        return Signing(letter.dossier.receiving_unit, (Role.CENTRE_HEAD,))
    return Signing(letter.dossier.agency, (Role.AGENCY_HEAD,))


def may_sign(letter: ApologyLetter, actor: Actor, *, at: datetime) -> bool:
    """Whether the actor may sign the letter, by whichever way."""
    return signing_of(letter).capacity_of(actor, at) is not None


def capacity_to_sign(letter: ApologyLetter, actor: Actor, *, at: datetime) -> Capacity:
    """The actor's right to sign; refuses `wrong_role_for_letter`."""
    capacity = signing_of(letter).capacity_of(actor, at)
    if capacity is None:
        raise ActRefused("wrong_role_for_letter")
    return capacity


def signature_block(officer: Officer, capacity: Capacity) -> Signature:
    """The head in person, or a delegate under the head's title (Decree 30/2020/NĐ-CP, art. 13)."""
    if capacity.delegation is None:
        return Signature(head_title=officer.title, name=officer.full_name)
    return Signature(
        head_title=capacity.delegation.giver.title,
        name=officer.full_name,
        form=capacity.delegation.signature_form,
        title=officer.title,
    )
