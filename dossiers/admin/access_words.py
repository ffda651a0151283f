"""What the doors are called through which personal data are seen."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PAGE, _LIST, _FILE = _("page of the dossier"), _("list of dossiers"), _("exported file")
_PAPER, _REST = _("paper handed out"), _("over REST")

DOORS: Mapping[str, Promise] = {
    "dossiers_dossier_change": _PAGE,
    "dossiers_dossier_act": _("form of an act"),
    "dossiers_dossier_changelist": _LIST,
    "dossiers_dossier_colleague": _LIST,
    "dossiers_dossier_together": _LIST,
    "dossiers_announcement_changelist": _("list of what is to be told"),
    "dossiers_registeryear_changelist": _("register"),
    "dossiers_register_print": _("register, printed"),
    "dossiers_feedback_changelist": _("list of feedback"),
    "dossiers_feedback_answer": _("feedback"),
    "dossiers_dossier_known_applicant": _("applicant known by number"),
    "dossiers_dossier_paper": _PAPER,
    "dossiers_dossier_control_slip": _("control slip"),
    "dossiers_dossier_files": _("files of the dossier"),
    "dossiers_dossier_file": _("file, opened"),
    "dossiers_person_told": _("archive for the person"),
    "notifications_apologyletter_change": _("apology letter"),
    "notifications_apologyletter_show_pdf": _("apology letter"),
    "notifications_delaynotice_change": _("delay notice"),
}


def access_door_label(door: str) -> str:
    """The door in words; those of REST by the part of their name that tells them apart."""
    if door in DOORS:
        return str(DOORS[door])
    if door.startswith("api-"):
        return f"{_REST}: {door.removeprefix('api-')}"
    return str(_FILE) if door.endswith("_export") else door
