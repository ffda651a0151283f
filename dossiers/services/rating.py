"""Rating the service from the code on forms 01–03: one mark a dossier, the last one given counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dossiers.domain.rating import points_given
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, Rating
from dossiers.models.rating import BEST, WORST
from dossiers.services import throttling
from dossiers.services.lookup_keys import ref_in_rating_token

MAX_COMMENT = 2_000


@dataclass(frozen=True, slots=True)
class Rated:
    """What the rating's page shows: the code once there is one, and the mark once given."""

    ref: str
    code: str
    score: int | None


def rated(token: str, *, client: str, at: datetime) -> Rated:
    """The dossier a rating's address belongs to; refuses `unknown_rating`, `too_many_requests`."""
    dossier = _dossier(token, client=client, at=at)
    score = Rating.objects.filter(dossier=dossier).values_list("score", flat=True).first()
    return Rated(str(dossier.ref), dossier.code or "", score)


@transaction.atomic
def rate_service(
    token: str,
    *,
    score: str,
    comment: str,
    answers: Mapping[str, str],
    client: str,
    at: datetime,
) -> None:
    """Keep the mark instead of one given before; a content not answered keeps its former points.

    Refuses `unknown_rating`, `bad_score` outside 1–5, `bad_points`, `bad_comment` when too long,
    `too_many_requests`.
    """
    dossier = _dossier(token, client=client, at=at)
    if score not in {str(mark) for mark in range(WORST, BEST + 1)}:
        raise ActRefused("bad_score", field="score")
    points = points_given(answers)
    text = comment.replace("\x00", "").strip()
    if len(text) > MAX_COMMENT:
        raise ActRefused("bad_comment", field="comment", most=MAX_COMMENT)
    former = Rating.objects.select_for_update().filter(dossier=dossier).first()
    given = {**(former.answers if former else {}), **points}
    Rating.objects.update_or_create(
        dossier=dossier,
        defaults={"score": int(score), "answers": given, "comment": text, "at": at},
    )


def _dossier(token: str, *, client: str, at: datetime) -> Dossier:
    throttling.refuse_too_many(client, at=at)
    ref = ref_in_rating_token(token)
    found = Dossier.objects.only("pk", "ref", "code").filter(ref=ref).first() if ref else None
    if found is None:
        raise ActRefused("unknown_rating")
    return found
