"""What is wrong with the settings, said at start with an id and a hint (Django's check framework)."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security)
def production_has_no_embedded_part(**kwargs: object) -> list[CheckMessage]:
    """`PRODUCTION=1` must not run on the database, queue, mailbox or key made for a first look."""
    if not settings.PRODUCTION:
        return []
    parts = [
        (settings.DATABASE_IS_EMBEDDED, "E001", "DATABASE_URL", "the embedded PostgreSQL"),
        (not settings.REDIS_URL, "E002", "REDIS_URL", "the filesystem queue"),
        (settings.EMAIL_IS_EMBEDDED, "E003", "EMAIL_URL", "a mail folder"),
        (settings.SECRET_KEY_IS_EMBEDDED, "E004", "SECRET_KEY", "a key kept under var/"),
        (settings.DEBUG, "E005", "DEBUG", "debug pages"),
    ]
    return [
        Error(
            f"Production must not use {what}.",
            hint=f"Set {variable} in the environment (docs/operations/settings.md).",
            id=f"casetracking.{number}",
        )
        for wrong, number, variable, what in parts
        if wrong
    ]


@register()
def throttle_is_shared(**kwargs: object) -> list[CheckMessage]:
    """Look-ups are counted in memory without Redis, so a second web process would double the limit."""
    if settings.WEB_PROCESSES > 1 and not settings.REDIS_URL:
        return [
            Error(
                "Several web processes need Redis for the look-up throttle.",
                hint="Set REDIS_URL, or WEB_PROCESSES=1.",
                id="casetracking.E006",
            )
        ]
    return []


@register()
def metrics_can_be_summed(**kwargs: object) -> list[CheckMessage]:
    """Each of several web processes would tell its own requests only, and the figures would jump."""
    is_asked = settings.METRICS_TOKEN or settings.METRICS_NETWORKS
    if settings.WEB_PROCESSES > 1 and is_asked and not settings.PROMETHEUS_MULTIPROC_DIR:
        return [
            Warning(
                "Several web processes count their requests apart.",
                hint="Set PROMETHEUS_MULTIPROC_DIR (docs/operations/metrics.md).",
                id="casetracking.W014",
            )
        ]
    return []


@register(Tags.security)
def visitors_are_told_apart(**kwargs: object) -> list[CheckMessage]:
    """Who comes through a proxy is told apart only by what the proxy says; which host was meant, by a list."""
    found: list[CheckMessage] = []
    if settings.PRODUCTION and not settings.TRUSTED_PROXIES:
        found.append(
            Warning(
                "No proxy is trusted: every visitor has the proxy's address, and https is not seen.",
                hint="Set TRUSTED_PROXIES to the number of reverse proxies in front, at least 1.",
                id="casetracking.W013",
            )
        )
    if settings.PRODUCTION and "*" in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "ALLOWED_HOSTS lets in every name, also one that an attacker wrote.",
                hint="Name the hosts served.",
                id="casetracking.E013",
            )
        )
    return found


@register()
def office_settings_make_sense(**kwargs: object) -> list[CheckMessage]:
    """Values that would be accepted and then surprise."""
    from procedures.domain.rulesets import RULESETS

    found: list[CheckMessage] = []
    if settings.RULESET not in RULESETS:
        found.append(
            Error(
                f"RULESET names no rule set: {settings.RULESET!r}.",
                hint=f"One of {', '.join(sorted(RULESETS))}.",
                id="casetracking.E007",
            )
        )
    if not settings.WARN_WORKING_DAYS or min(settings.WARN_WORKING_DAYS) < 1:
        found.append(
            Error(
                "WARN_WORKING_DAYS must list whole working days, one or more.",
                hint="For example WARN_WORKING_DAYS=3,1",
                id="casetracking.E008",
            )
        )
    if settings.PRODUCTION and settings.PUBLIC_URL.startswith("http://"):
        found.append(
            Warning(
                "PUBLIC_URL is printed on papers and is not https.",
                hint="Set PUBLIC_URL to the public https address.",
                id="casetracking.W001",
            )
        )
    return found
