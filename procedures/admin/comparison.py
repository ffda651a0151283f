"""What two versions of a procedure say, put into words and laid side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from procedures.domain.comparing import Change, Line, compare_lists, compare_texts
from procedures.models import ProcedureVersion
from procedures.models.version import LEVEL_LABELS

#: What is compared word by word, in the order of the page.
TOLD = (
    "name",
    "decision_no",
    "issuing_body",
    "category",
    "levels",
    "audience",
    "executing_body",
    "authority",
    "legal_basis",
    "results",
    "settling_agency",
    "settled_at_counter",
    "start_rule",
    "payment_pause_article",
    "sensitive",
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the comparison; the lines of a list have no label of their own."""

    title: str
    lines: list[tuple[str, Line]]

    @property
    def differing(self) -> int:
        return sum(line.change is not Change.SAME for _, line in self.lines)


def compared(before: ProcedureVersion | None, after: ProcedureVersion) -> list[Section]:
    """Every part of two versions; without one before, everything has come with the later one."""
    sections = [Section(_("As published and settled"), _texts(before, after))]
    for title, told in (
        (_("Time limits"), _limits),
        (_("Required documents"), _documents),
        (_("Fees"), _fees),
        (_("Steps of the process"), _steps),
    ):
        old = list(told(before)) if before else []
        sections.append(
            Section(title, [("", line) for line in compare_lists(old, list(told(after)))])
        )
    return sections


def _texts(before: ProcedureVersion | None, after: ProcedureVersion) -> list[tuple[str, Line]]:
    lines = []
    for name in TOLD:
        old = _told(before, name) if before else ""
        label = str(after._meta.get_field(name).verbose_name)
        lines.append((label[:1].upper() + label[1:], compare_texts(old, _told(after, name))))
    return lines


def _told(version: ProcedureVersion, name: str) -> str:
    if name == "levels":
        return ", ".join(str(LEVEL_LABELS[level]) for level in version.levels)
    if name == "results":
        return "; ".join(str(result.get("name", "")) for result in version.results)
    if name == "legal_basis":
        return "; ".join(version.legal_basis)
    if name == "settling_agency":
        return str(version.settling_agency or "")
    if name == "start_rule":
        return str(version.get_start_rule_display())
    value = getattr(version, name)
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    return str(value)


def _limits(version: ProcedureVersion) -> Iterable[str]:
    for row in version.limits.order_by("position", "pk"):
        yield _joined(row.get_channel_display(), row.case, row, row.note)


def _documents(version: ProcedureVersion) -> Iterable[str]:
    for row in version.required_documents.order_by("position", "pk"):
        counted = _("originals: %(originals)s, copies: %(copies)s") % {
            "originals": row.originals,
            "copies": row.copies,
        }
        yield _joined(row.case, row.name, counted, "" if row.required else _("if there is one"))


def _fees(version: ProcedureVersion) -> Iterable[str]:
    for row in version.fees.order_by("position", "pk"):
        yield _joined(row.get_channel_display() if row.channel else "", row.name, row)


def _steps(version: ProcedureVersion) -> Iterable[str]:
    for row in version.steps.select_related("unit").order_by("position", "pk"):
        hours = _("%(hours)s working hours") % {"hours": f"{row.budget_hours.normalize():f}"}
        yield _joined(row, row.unit or row.unit_text, row.get_role_display(), hours)


def _joined(*parts: object) -> str:
    return " · ".join(text for text in map(str, parts) if text)
