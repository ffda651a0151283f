"""What is held about applicants, by the register; and whose time is over, so that it may be erased."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from dossiers.domain.personal_data import HOLDINGS, Holding
from dossiers.models import Applicant, Dossier, Feedback

#: The dossiers for whose sake something must be kept still; called anew each time.
Hold = Callable[[], Q]
#: The papers that an app has issued in a dossier: each its name and its PDF.
Papers = Callable[[Dossier], Iterator[tuple[str, bytes]]]

_holdings: list[Holding] = [*HOLDINGS]
_holds: list[Hold] = []
_papers: list[Papers] = []


def register_holdings(more: Iterable[Holding]) -> None:
    """Let an app above add its tables to the register; twice is once."""
    _holdings.extend(each for each in more if each not in _holdings)


def register_hold(hold: Hold) -> None:
    """Let an app above keep dossiers from being erased."""
    if hold not in _holds:
        _holds.append(hold)


def register_papers(papers: Papers) -> None:
    """Let an app above add the papers that it has issued."""
    if papers not in _papers:
        _papers.append(papers)


def papers_of_others() -> tuple[Papers, ...]:
    """What the apps above have issued."""
    return tuple(_papers)


def holdings() -> tuple[Holding, ...]:
    """The whole register."""
    return tuple(_holdings)


def rows_of(holding: Holding, dossier_ids: Iterable[int]) -> QuerySet[Model]:
    """The rows of a table of the register that belong to dossiers."""
    model = apps.get_model(holding.model)
    way = {f"{holding.way}__in": list(dossier_ids)}
    return model._default_manager.filter(**way, **holding.only)


def record_name(holding: Holding) -> str:
    """What people call a row of the table."""
    return str(apps.get_model(holding.model)._meta.verbose_name)


def erasable_dossiers(*, before: datetime) -> QuerySet[Dossier]:
    """Dossiers that ended before a moment and hold personal data for nobody's sake any more.

    Not while feedback waits for its answer, a linked dossier still runs or ended later, or an app
    above holds on (an open flag, a letter still to be signed).
    """
    ended = Dossier.objects.filter(
        Q(returned_at__isnull=True) | Q(returned_at__lt=before),
        closed_at__lt=before,
        applicant__erased_at__isnull=True,
    )
    owed = Feedback.objects.owed().values("dossier_id")
    younger = Q(closed_at__isnull=True) | Q(closed_at__gte=before)
    linked = Dossier.objects.filter(younger, leading__isnull=False).values("leading_id")
    leading = Dossier.objects.filter(younger).values("pk")
    kept = Q(pk__in=owed) | Q(pk__in=linked) | Q(leading__in=leading)
    for hold in _holds:
        kept |= hold()
    return ended.filter(applicant__isnull=False).exclude(kept)


def dossiers_of_person(seen: QuerySet[Dossier], identity_number: str) -> QuerySet[Dossier]:
    """Of the dossiers that may be seen, those handed in under exactly this number."""
    number = identity_number.strip()
    keys = Applicant.objects.filter(identity_number=number).exclude(identity_number="")
    return seen.filter(pk__in=keys.values("dossier_id")).order_by("pk")


def held_about(dossier: Dossier) -> Iterator[tuple[Holding, dict[str, Any]]]:
    """Each row that holds something personal of the dossier's applicant, with its personal and its telling columns."""
    for holding in holdings():
        names = [name for name in holding.fields if name not in _UNTOLD]
        rows = rows_of(holding, [dossier.pk]).order_by("pk")
        for row in rows.values(*names, *holding.told):
            yield holding, row


#: Kept for the office's own use: says nothing that the columns beside it do not.
_UNTOLD = frozenset({"salt", "search_name", "pdf", "signed_pdf", "file"})
