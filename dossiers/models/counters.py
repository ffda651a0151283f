"""Counters that leave no gap: one row a book, moved by one upsert inside the act's transaction."""

from django.db import models

from agencies.models import Agency


class CodeCounter(models.Model):
    """The running number of the day at a receiving unit (Decree 61/2018/NĐ-CP, art. 26)."""

    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="code_counter_once", fields=["unit", "day"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}: {self.last}"


class FormCounter(models.Model):
    """The running number of a year's book of one kind of paper at an agency."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="form_counter_once", fields=["agency", "year", "kind"])
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.kind}/{self.year}: {self.last}"
