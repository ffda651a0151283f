"""Keys, hosts and sign-in; `PRODUCTION=1` refuses every embedded part (see config.checks)."""

from config.embedded import secret
from config.settings.environment import VAR_DIR, env

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or secret.read_or_create(VAR_DIR / "secret_key")
SECRET_KEY_IS_EMBEDDED = not env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

AUTH_USER_MODEL = "agencies.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
#: Behind a proxy every visitor would otherwise have the proxy's address, and eight wrong passwords from
#: anywhere would shut an officer out everywhere.
AXES_CLIENT_IP_CALLABLE = "agencies.selectors.clients.signing_in_from"
AXES_LOCKOUT_CALLABLE = "agencies.admin.login_form.shut_out"
AXES_VERBOSE = False
#: Its lists would open by Django's own permissions, which nobody here is given.
AXES_ENABLE_ADMIN = False

CSRF_FAILURE_VIEW = "agencies.admin.lost_forms.csrf_failure"

#: Key of the PIN digests; must stay the same for as long as receipts are in applicants' hands.
LOOKUP_PIN_KEY = env.str("LOOKUP_PIN_KEY", default="") or SECRET_KEY
