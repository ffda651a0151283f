"""Sentences of refusal of the doors of figures and files."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from dossiers.wording import Words

SENTENCES: Mapping[str, Words] = {
    "unknown_batch": _("There is no such export or import of yours."),
    "no_file_yet": _("There is no file: the export has not come to its end, or was broken off."),
}
