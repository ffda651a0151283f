"""The banner of a planned downtime on every page: what, from when to when, and what works meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dossiers.pages.words import moment_label
from notifications.selectors.downtime import Notice, notices

#: From so long before on, and while it lasts, the banner is a warning.
NEAR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Banner:
    """One downtime as it is shown."""

    sentence: str
    reason: str
    is_near: bool


def downtime(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; nothing is read unless one asks for it, so never for JSON."""
    return {"downtimes": SimpleLazyObject(_banners)}


def _banners() -> list[Banner]:
    now = timezone.now()
    return [_banner(notice, now) for notice in notices(at=now)]


def _banner(notice: Notice, now: datetime) -> Banner:
    in_english = (get_language() or "").startswith("en")
    return Banner(
        sentence=_sentence(notice, now),
        reason=notice.reason_en if in_english and notice.reason_en else notice.reason,
        is_near=notice.starts_at - NEAR <= now,
    )


def _sentence(notice: Notice, now: datetime) -> str:
    span = {"start": moment_label(notice.starts_at), "end": moment_label(notice.ends_at)}
    if notice.starts_at <= now:
        return _("The system is down for work until %(end)s: pages may not answer.") % span
    return _("The system will be down from %(start)s to %(end)s.") % span
