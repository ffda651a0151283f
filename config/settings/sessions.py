"""Cookies, sessions and https: what `PRODUCTION=1` adds, and how long a desk stays open."""

from config.settings.environment import env

_PRODUCTION = env.bool("PRODUCTION", default=False)

#: Minutes a desk stays open at which nobody does anything: counters stand in a public hall. What was
#: typed is kept past the next log-in.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)
#: Hours after the log-in when a session ends, whatever is done in it; one long working day.
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_COOKIE_AGE = SESSION_IDLE_MINUTES * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
#: `__Host-` binds a cookie to this very host and to https: no other host below the province's domain
#: can set one in its place.
SESSION_COOKIE_NAME = "__Host-session" if _PRODUCTION else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if _PRODUCTION else "csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-language" if _PRODUCTION else "django_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _PRODUCTION
#: Forms carry the token themselves; no script reads a cookie.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
#: Not `Strict`: whoever follows a link in a message, or comes back from signing in elsewhere, is signed in.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=_PRODUCTION)
#: Asked from inside, without a proxy that ends TLS.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if _PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
#: Allows the host to be built into browsers; lists take only whole domains, so a host of its own is not.
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=True)
#: The proxy says whether the visitor came by https; without one anybody could say so.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if _PRODUCTION and env.int("TRUSTED_PROXIES", default=0)
    else None
)
