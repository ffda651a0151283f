"""Linked procedures: the dossier that leads, and those that go with it (Decree 61/2018/NĐ-CP, art. 19.6)."""

from dataclasses import dataclass

from django.db.models import Q

from dossiers.models import Dossier


@dataclass(frozen=True, slots=True)
class Link:
    """A dossier linked with another, as far as whoever sees the one may know of the other."""

    dossier: Dossier
    leads: bool


def linked_dossiers(dossier: Dossier) -> list[Link]:
    """The leading dossier first, then those led by it or by the dossier itself, without the dossier itself.

    Of each: code, procedure, state, agency and due moment; they are the same applicant's.
    """
    lead_id = dossier.leading_id or dossier.pk
    found = (
        Dossier.objects.filter(Q(pk=lead_id) | Q(leading=lead_id))
        .exclude(pk=dossier.pk)
        .select_related("procedure", "procedure_version", "agency")
        .order_by("pk")
    )
    links = [Link(each, leads=each.pk == lead_id) for each in found]
    return sorted(links, key=lambda link: not link.leads)
