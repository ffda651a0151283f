"""Inputs of lists: what is to be added, what was delivered, fees."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from dossiers.admin.inputs.base import FactInput, Fields, KeepsInitial
from dossiers.models import SupplementRequest
from procedures.domain.channels import Channel

#: Empty rows offered beside what the catalogue says.
SPARE_ROWS = 2


class ItemsInput(FactInput):
    """One item a line."""

    def make_fields(self) -> Fields:
        widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})
        return {self.fact.name: forms.CharField(label=self.label, required=False, widget=widget)}

    def value(self, cleaned):
        lines = (line.strip() for line in (cleaned.get(self.fact.name) or "").splitlines())
        return [line for line in lines if line] or None


class ItemsAskedInput(FactInput):
    """What was asked for and is still awaited, to be ticked off; what has come before stands above."""

    template = "admin/dossiers/inputs/items_asked.html"

    @cached_property
    def asked(self) -> SupplementRequest | None:
        return self.subject.dossier.supplements.open().first()

    @property
    def delivered(self) -> list[str]:
        """What needs no tick any more."""
        return self.asked.delivered if self.asked else []

    def make_fields(self) -> Fields:
        choices = [(item, item) for item in (self.asked.awaited if self.asked else [])]
        field = forms.MultipleChoiceField(
            label=self.label,
            required=False,
            choices=choices,
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
        )
        return {self.fact.name: field}


class FeesInput(FactInput):
    """Names and whole đồng; the catalogue's fees are filled in."""

    template = "admin/dossiers/inputs/fees.html"

    def make_fields(self) -> Fields:
        made: Fields = {}
        for number, (name, amount) in enumerate(self._offered()):
            made[f"fee_{number}_name"] = forms.CharField(
                label=_("Fee"), required=False, initial=name, widget=UnfoldAdminTextInputWidget()
            )
            made[f"fee_{number}_amount"] = forms.IntegerField(
                label=_("Amount in đồng"),
                required=False,
                initial=amount,
                min_value=0,
                widget=UnfoldAdminIntegerFieldWidget(),
            )
        return made

    def _offered(self):
        fees = self.subject.version.fees.filter(currency="VND", amount__gt=0).order_by("position")
        fees = fees.filter(channel__in=["", Channel(self.subject.channel).value])
        known = [(fee.name or _("Fee"), int(fee.amount)) for fee in fees]
        return [*known, *[("", None)] * SPARE_ROWS]

    def value(self, cleaned):
        lines = [
            {"name": cleaned.get(f"fee_{n}_name") or "", "amount": cleaned.get(f"fee_{n}_amount")}
            for n in range(len(self.fields) // 2)
        ]
        return [line for line in lines if line["amount"]] or None

    def rows(self, form):
        bound = super().rows(form)
        return list(zip(bound[::2], bound[1::2], strict=True))


class FeeNameField(KeepsInitial, forms.CharField):
    """What a fee is for."""


class FeeAmountField(KeepsInitial, forms.IntegerField):
    """Whole đồng."""


class FeesTakenInput(FeesInput):
    """Fees paid over the counter now; what the catalogue offers and has no receipt's number is not taken."""

    template = "admin/dossiers/inputs/fees_taken.html"

    def make_fields(self) -> Fields:
        made: Fields = {}
        for number, (name, amount) in enumerate(self._offered()):
            for part, field in _fee_fields(name, amount).items():
                made[f"taken_{number}_{part}"] = field
        return made

    def _offered(self):
        """What has been taken of this dossier is not offered again."""
        dossier = self.subject.dossier
        taken = set(dossier.fees.values_list("name", flat=True)) if dossier else set()
        return [line for line in super()._offered() if line[0] not in taken]

    def value(self, cleaned):
        parts = ("name", "amount", "receipt_number")
        lines = [
            {part: cleaned.get(f"taken_{n}_{part}") or "" for part in parts}
            for n in range(len(self.fields) // len(parts))
        ]
        offered, added = lines[:-SPARE_ROWS], lines[-SPARE_ROWS:]
        taken = [line for line in offered if line["receipt_number"]]
        return [*taken, *(line for line in added if any(line.values()))] or None

    def rows(self, form):
        bound = [form[name] for name in self.fields]
        return list(zip(bound[::3], bound[1::3], bound[2::3], strict=True))


def _fee_fields(name: str, amount: int | None) -> Fields:
    """One line: what for, how much, and the receipt given for it."""
    return {
        "name": FeeNameField(
            label=_("Fee"), required=False, initial=name, widget=UnfoldAdminTextInputWidget()
        ),
        "amount": FeeAmountField(
            label=_("Amount in đồng"),
            required=False,
            initial=amount,
            min_value=0,
            widget=UnfoldAdminIntegerFieldWidget(),
        ),
        "receipt_number": forms.CharField(
            label=_("Receipt number"), required=False, widget=UnfoldAdminTextInputWidget()
        ),
    }
