"""Addresses of the catalogue and the calculator."""

from django.urls import path

from agencies.api import addresses as addresses
from procedures.api.catalogue import ProcedureDetail, ProcedureList
from procedures.api.due_date import DueDate

urlpatterns = [
    path("procedures/", ProcedureList.as_view(), name="api-procedures"),
    path("procedures/<key:code>/", ProcedureDetail.as_view(), name="api-procedure"),
    path("due-date/", DueDate.as_view(), name="api-due-date"),
]
