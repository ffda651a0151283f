"""Vietnamese by default, English as the second language; moments stored in UTC, shown in Vietnam's time."""

from django.utils.translation import gettext_lazy as _

from config.settings.environment import BASE_DIR

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["config.formats"]
