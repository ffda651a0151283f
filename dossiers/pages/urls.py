"""Addresses of the public look-up, of feedback and of the rating."""

from django.urls import path

from dossiers.pages.api import LookupApi
from dossiers.pages.feedback import FeedbackPage, KeyedFeedback, RatedFeedback
from dossiers.pages.figures import RatingFiguresPage
from dossiers.pages.lookup import DossierPage, HomePage, QrPage, SearchPage
from dossiers.pages.rating import RatingPage

urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("tra-cuu/", SearchPage.as_view(), name="search"),
    path("tra-cuu/q/<str:token>/", QrPage.as_view(), name="lookup-qr"),
    path("tra-cuu/<str:code>/", DossierPage.as_view(), name="lookup"),
    path("tra-cuu/<str:code>/gop-y/", KeyedFeedback.as_view(), name="feedback-keyed"),
    path("gop-y/<uuid:ref>/", FeedbackPage.as_view(), name="feedback"),
    path("danh-gia/", RatingFiguresPage.as_view(), name="rating-figures"),
    path("danh-gia/<str:token>/", RatingPage.as_view(), name="rating"),
    path("danh-gia/<str:token>/gop-y/", RatedFeedback.as_view(), name="feedback-rated"),
    path("api/v1/lookup/<str:code>/", LookupApi.as_view(), name="lookup-api"),
]
