"""The numbers at the dashboard's top: what each counts, how grave it is, and the list behind it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.selectors.figures import Figure
from reports.admin.links import other_list, standing_list
from reports.selectors.duties import VIOLATION_DAYS, Duties
from reports.selectors.scope import Scope


@dataclass(frozen=True, slots=True)
class Tile:
    """One number; `tone` is `late`, `near` or `calm`, and `empty` where there is nothing."""

    label: str
    number: int
    hint: str
    href: str
    tone: str = "late"

    @property
    def shown_tone(self) -> str:
        return self.tone if self.number else "empty"


def tiles(scope: Scope, found: Duties, *, open_dossiers: int, overdue: int) -> list[Tile]:
    """The tiles in the order in which a head asks for them."""
    return [
        *_dossier_tiles(scope, found, open_dossiers, overdue),
        *_duty_tiles(scope, found),
    ]


def _dossier_tiles(scope: Scope, found: Duties, open_dossiers: int, overdue: int) -> list[Tile]:
    with_others = _("With the overdue dossiers of every agency.") if scope.receiving else ""
    owed = ngettext(
        "And %(count)s owed after a late settlement.",
        "And %(count)s owed after a late settlement.",
        found.owed_after_settling,
    ) % {"count": found.owed_after_settling}
    return [
        Tile(
            _("Overdue now"),
            overdue,
            _("Open and past their limit."),
            standing_list(scope, Figure.OVERDUE),
        ),
        Tile(
            _("Overdue without apology"),
            found.without_apology,
            owed if found.owed_after_settling else _("No apology letter has been issued."),
            other_list("notifications_without_apology"),
        ),
        Tile(
            _("Delay notices missing"),
            found.notices_missing,
            _("Demanded, not given in time, dossier still open."),
            other_list(
                "notifications_delaynotice_changelist", state="missing", agency=_code(scope)
            ),
        ),
        Tile(
            _("Submissions not answered in time"),
            found.unanswered,
            _("Neither received nor sent back nor declined."),
            standing_list(scope, Figure.UNANSWERED),
        ),
        Tile(_("Open dossiers"), open_dossiers, with_others, standing_list(scope), tone="calm"),
    ]


def _duty_tiles(scope: Scope, found: Duties) -> list[Tile]:
    told = [] if found.telling_late is None else [_telling_tile(found.telling_late)]
    # The list of feedback cannot be narrowed to one agency: the number would not be its own.
    given = [] if scope.is_wide and scope.agency else [_feedback_tile(found)]
    return [
        *told,
        *given,
        Tile(
            _("Duties missed in 30 days"),
            found.violations,
            _("Late transfers, supplements, answers and the like."),
            other_list(
                "dossiers_violation_changelist", days=str(VIOLATION_DAYS), agency=_code(scope)
            ),
            tone="near",
        ),
    ]


def _feedback_tile(found: Duties) -> Tile:
    late = ngettext(
        "%(count)s past the day for the answer.",
        "%(count)s past the day for the answer.",
        found.feedback_late,
    ) % {"count": found.feedback_late}
    return Tile(
        _("Feedback unanswered"),
        found.feedback_open,
        late if found.feedback_late else _("None past the day for the answer."),
        other_list("dossiers_feedback_changelist"),
        tone="late" if found.feedback_late else "near",
    )


def _telling_tile(count: int) -> Tile:
    return Tile(
        _("Applicants not told in time"),
        count,
        _("The one-stop unit has to pass on what agencies say."),
        other_list("dossiers_announcement_changelist", state="late"),
        tone="near",
    )


def _code(scope: Scope) -> str:
    return scope.agency.code if scope.agency else ""
