"""The working calendar as dated rows, with the official notice behind each."""

import calendar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SATURDAY = 5
DAYS_OF_MONTH = {month: calendar.monthrange(2024, month)[1] for month in range(1, 13)}


class DayKind(models.TextChoices):
    """How a day departs from the ordinary week (Monday to Friday worked)."""

    CLOSED = "closed", pgettext_lazy("day", "Closed")
    WORKED = "worked", _("Worked instead")


class YearStatus(models.TextChoices):
    """Whether the year's holidays are fixed by an official notice."""

    CONFIRMED = "confirmed", _("Confirmed by official notice")
    PROVISIONAL = "provisional", _("Provisional")


class CalendarDay(models.Model):
    """A public holiday, a day in lieu, a swapped weekday, or a Saturday or Sunday worked for one."""

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=DayKind.choices)
    name = models.CharField(_("name"), max_length=200)
    notice = models.CharField(_("official notice"), max_length=300, blank=True)
    confirmed = models.BooleanField(_("confirmed"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.name}"

    def clean(self) -> None:
        super().clean()
        if self.date and self.kind == DayKind.WORKED and self.date.weekday() < SATURDAY:
            raise ValidationError({"date": _("Only a Saturday or Sunday can be worked instead.")})


class CalendarYear(models.Model):
    """A year the calendar covers; due dates in a provisional one are shown as such."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    status = models.CharField(_("status"), max_length=12, choices=YearStatus.choices)

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")

    def __str__(self) -> str:
        return str(self.year)


class OfficeHours(models.Model):
    """Office hours from a day of the year on, until the next row's day; so no day is left out."""

    from_month = models.PositiveSmallIntegerField(
        _("from month"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    from_day = models.PositiveSmallIntegerField(_("from day"), validators=[MinValueValidator(1)])
    morning_open = models.TimeField(_("morning opens"))
    morning_close = models.TimeField(_("morning closes"))
    afternoon_open = models.TimeField(_("afternoon opens"))
    afternoon_close = models.TimeField(_("afternoon closes"))

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        constraints = [
            models.UniqueConstraint(name="season_starts_once", fields=["from_month", "from_day"]),
            models.CheckConstraint(
                name="office_hours_in_order",
                condition=Q(morning_open__lt=F("morning_close"))
                & Q(morning_close__lt=F("afternoon_open"))
                & Q(afternoon_open__lt=F("afternoon_close")),
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.from_day:02}/{self.from_month:02}: "
            f"{self.morning_open:%H:%M}–{self.morning_close:%H:%M}, "
            f"{self.afternoon_open:%H:%M}–{self.afternoon_close:%H:%M}"
        )

    def clean(self) -> None:
        super().clean()
        if self.from_day and self.from_day > DAYS_OF_MONTH.get(self.from_month, 31):
            raise ValidationError({"from_day": _("The month has no such day.")})


class CalendarEdition(models.Model):
    """The calendar as it stood from one change to the next; dossiers note its number."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    imported_at = models.DateTimeField(_("recorded"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("edition of the calendar")
        verbose_name_plural = _("editions of the calendar")

    def __str__(self) -> str:
        return str(self.number)
