"""Addresses of the frame below `/api/v1/`."""

from django.urls import path

from agencies.api.tokens import CurrentToken, TokenRotation

urlpatterns = [
    path("tokens/current/", CurrentToken.as_view(), name="api-token"),
    path("tokens/current/rotate/", TokenRotation.as_view(), name="api-token-rotation"),
]
