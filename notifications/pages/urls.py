"""Addresses of the letters' public page."""

from django.urls import path

from notifications.pages.verification import LetterPage

urlpatterns = [path("xac-minh/<uuid:ref>/", LetterPage.as_view(), name="verify-letter")]
