"""`/thu-tuc/<code>/`: what a procedure asks for, in how much time, for how much, and who settles it."""

import re
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.selectors import centre_on
from procedures.domain.channels import Channel, Level
from procedures.models import ProcedureVersion
from procedures.pages.catalogue import CatalogueForm, found
from procedures.pages.headers import OpenView
from procedures.pages.showing import (
    cases,
    fee_rows,
    levels_in_words,
    limit_rows,
    line,
    settled_by,
    step_lines,
)
from procedures.pages.standing import standing
from procedures.selectors import procedure_of, published_versions

#: What a procedure's code may look like; anything else is asked of nobody.
CODE = re.compile(r"[\w.-]{1,30}", re.ASCII)
VERSION_NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
#: Procedures offered instead of one that does not exist.
MOST_OFFERED = 5


class ProcedurePage(OpenView):
    """A procedure in the version in force, or in the one that is asked for."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        today = timezone.localdate()
        procedure = procedure_of(code) if CODE.fullmatch(code) else None
        if procedure is None:
            return _unknown(request, code)
        number = _number(request.GET.get("version", ""))
        stands = standing(procedure, published_versions(procedure), on=today, number=number)
        if stands is None:
            return _unknown(request, code)
        context = {
            "procedure": procedure,
            "standing": stands,
            "version": stands.shown.version,
            "centre": centre_on(today),
            **_contents(stands.shown.version),
        }
        return render(request, "public/procedure.html", context)


def _number(text: str) -> int | None:
    """The version asked for; None where none is. Raises `Http404` for what is no number."""
    if not text:
        return None
    if not VERSION_NUMBER.fullmatch(text):
        raise Http404
    return int(text)


def _contents(version: ProcedureVersion) -> dict[str, Any]:
    """What the version promises and demands (four queries)."""
    limits = list(version.limits.order_by("position", "pk"))
    limits_told = limit_rows(limits)
    fees_told = fee_rows(version.fees.order_by("position", "pk"))
    return {
        "settled_by": settled_by(version),
        "levels": levels_in_words(version.levels),
        "at_centre": Level.COMMUNE not in version.levels or Level.PROVINCE in version.levels,
        "at_commune": Level.COMMUNE in version.levels,
        "online": any(limit.channel == Channel.ONLINE for limit in limits),
        "by_post": any(limit.channel == Channel.POST for limit in limits),
        "limits": limits_told,
        "is_countable": any(limit.unit for limit in limits),
        "several_limits": any(len(row.values) > 1 for row in limits_told),
        "fees": fees_told,
        "several_fees": any(len(row.values) > 1 for row in fees_told),
        "cases": cases(version.required_documents.order_by("position", "pk")),
        "steps": step_lines(version.steps.select_related("unit").order_by("position")),
    }


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    """Not found, with a box to search and what the code may have meant."""
    today = timezone.localdate()
    context: dict[str, Any] = {"code": code[:60], "form": CatalogueForm({"q": code[:60]}, on=today)}
    if CODE.fullmatch(code):
        context["lines"] = [line(each) for each in found(on=today, q=code)[:MOST_OFFERED]]
    return render(request, "public/no_procedure.html", context, status=HTTPStatus.NOT_FOUND)
