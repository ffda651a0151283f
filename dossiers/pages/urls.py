"""Addresses of the public look-up and of the rating."""

from django.urls import path

from dossiers.pages.api import LookupApi
from dossiers.pages.lookup import DossierPage, HomePage, QrPage, SearchPage
from dossiers.pages.rating import RatingPage

urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("tra-cuu/", SearchPage.as_view(), name="search"),
    path("tra-cuu/q/<str:token>/", QrPage.as_view(), name="lookup-qr"),
    path("tra-cuu/<str:code>/", DossierPage.as_view(), name="lookup"),
    path("danh-gia/<str:token>/", RatingPage.as_view(), name="rating"),
    path("api/v1/lookup/<str:code>/", LookupApi.as_view(), name="lookup-api"),
]
