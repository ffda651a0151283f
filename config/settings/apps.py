"""Installed applications, middleware, templates and static files."""

from config.settings.environment import BASE_DIR, VAR_DIR, env

INSTALLED_APPS = [
    "config.apps.ThemeConfig",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
    "axes",
    "batches",
    "agencies",
    "procedures",
    "dossiers",
    "notifications",
    "reports",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "config.request_log.RequestLog",
    "config.measuring.Measure",
    "django.middleware.security.SecurityMiddleware",
    "config.browser_rules.BrowserRules",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agencies.admin.idling.EndIdleSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.access_log.AccessLog",
    "agencies.admin.lost_forms.CarryForms",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "notifications.pages.downtime.downtime",
            ],
        },
    },
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# WhiteNoise warns at every start while it is missing.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
#: Without `collectstatic` (the embedded default) WhiteNoise serves straight from the packages.
WHITENOISE_USE_FINDERS = not env.bool("PRODUCTION", default=False)
WHITENOISE_AUTOREFRESH = False

STATIC_STORAGE = {
    "BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"
    if env.bool("PRODUCTION", default=False)
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
}
