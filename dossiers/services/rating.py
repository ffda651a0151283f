"""Rating the service from the code on forms 01–03: one mark a dossier, the last one given counts."""

from dataclasses import dataclass
from datetime import datetime

from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, Rating
from dossiers.models.rating import BEST, WORST
from dossiers.services import throttling
from dossiers.services.lookup_keys import ref_in_rating_token

MAX_COMMENT = 2_000


@dataclass(frozen=True, slots=True)
class Rated:
    """What the rating's page shows: the code once there is one, and the mark once given."""

    code: str
    score: int | None


def rated(token: str, *, client: str, at: datetime) -> Rated:
    """The dossier a rating's address belongs to; refuses `unknown_rating`, `too_many_requests`."""
    dossier = _dossier(token, client=client, at=at)
    score = Rating.objects.filter(dossier=dossier).values_list("score", flat=True).first()
    return Rated(dossier.code or "", score)


def rate_service(token: str, *, score: str, comment: str, client: str, at: datetime) -> None:
    """Keep the mark, instead of one given before.

    Refuses `unknown_rating`, `bad_score` outside 1–5, `bad_comment` when too long,
    `too_many_requests`.
    """
    dossier = _dossier(token, client=client, at=at)
    if score not in {str(mark) for mark in range(WORST, BEST + 1)}:
        raise ActRefused("bad_score", field="score")
    text = comment.replace("\x00", "").strip()
    if len(text) > MAX_COMMENT:
        raise ActRefused("bad_comment", field="comment", most=MAX_COMMENT)
    Rating.objects.update_or_create(
        dossier=dossier, defaults={"score": int(score), "comment": text, "at": at}
    )


def _dossier(token: str, *, client: str, at: datetime) -> Dossier:
    wait = throttling.admit(client, now=at.timestamp())
    if wait:
        raise ActRefused("too_many_requests", wait=wait)
    ref = ref_in_rating_token(token)
    found = Dossier.objects.only("pk", "code").filter(ref=ref).first() if ref else None
    if found is None:
        raise ActRefused("unknown_rating")
    return found
