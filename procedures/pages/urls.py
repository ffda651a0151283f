"""Addresses of the public catalogue and of the calculator."""

from django.urls import path

from procedures.pages.calculator import CalculatorPage
from procedures.pages.catalogue import CataloguePage
from procedures.pages.procedure import ProcedurePage

urlpatterns = [
    path("thu-tuc/", CataloguePage.as_view(), name="catalogue"),
    path("thu-tuc/<str:code>/", ProcedurePage.as_view(), name="procedure"),
    path("tinh-han/", CalculatorPage.as_view(), name="calculator"),
]
