"""What is wrong with the settings of tokens and of the identity provider, said at start."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def tokens_can_be_drawn(**kwargs: object) -> list[CheckMessage]:
    """Days and numbers that are counted down from are whole and positive; grace may be none."""
    wrong = {
        "TOKEN_MOST_DAYS": settings.TOKEN_MOST_DAYS < 1,
        "TOKEN_GRACE_DAYS": settings.TOKEN_GRACE_DAYS < 0,
        "TOKEN_WARN_DAYS": settings.TOKEN_WARN_DAYS < 0,
        "TOKEN_FAILURES": settings.TOKEN_FAILURES < 1,
        "TOKEN_FAILURE_MINUTES": settings.TOKEN_FAILURE_MINUTES < 1,
    }
    return [
        Error(
            f"{name} cannot be used.",
            hint="See docs/operations/settings.md.",
            id="casetracking.E050",
        )
        for name, is_wrong in wrong.items()
        if is_wrong
    ]


@register()
def identity_provider_can_be_used(**kwargs: object) -> list[CheckMessage]:
    """A provider is configured whole and reached by https, or not at all."""
    if not settings.OIDC_ISSUER:
        return _closed_without_provider()
    found: list[CheckMessage] = []
    if not settings.OIDC_RP_CLIENT_ID or not settings.OIDC_RP_CLIENT_SECRET:
        found.append(
            Error(
                "OIDC_ISSUER names an identity provider that does not know this house.",
                hint="Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET as the provider gave them.",
                id="casetracking.E051",
            )
        )
    if settings.PRODUCTION and not settings.OIDC_ISSUER.startswith("https://"):
        found.append(
            Error(
                "The identity provider is not reached by https.",
                hint="OIDC_ISSUER begins with https:// in production.",
                id="casetracking.E052",
            )
        )
    if "openid" not in settings.OIDC_RP_SCOPES.split():
        found.append(
            Error(
                "OIDC_SCOPES does not ask for openid.",
                hint="For example OIDC_SCOPES='openid email'.",
                id="casetracking.E053",
            )
        )
    return found


def _closed_without_provider() -> list[CheckMessage]:
    if not settings.OIDC_CLOSES_PASSWORD_DOOR:
        return []
    return [
        Warning(
            "OIDC_CLOSES_PASSWORD_DOOR closes nothing while there is no identity provider.",
            hint="Set OIDC_ISSUER, or leave it out.",
            id="casetracking.W050",
        )
    ]
