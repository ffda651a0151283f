"""Reading the file that an import command is given."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def read_text(path: Path) -> str:
    """The file's text; a clear refusal where it cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CommandError(_("There is no file %(path)s.") % {"path": path}) from None
    except UnicodeDecodeError:
        raise CommandError(_("%(path)s is not text in UTF-8.") % {"path": path}) from None
    except OSError as error:
        message = _("%(path)s cannot be read: %(reason)s.")
        raise CommandError(message % {"path": path, "reason": error.strerror}) from None
