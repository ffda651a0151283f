"""E-mail: `EMAIL_URL` (SMTP) in production, else one `.eml` file a message under `var/mail/`."""

from config.settings.environment import VAR_DIR, env

EMAIL_IS_EMBEDDED = not env.str("EMAIL_URL", default="")

if EMAIL_IS_EMBEDDED:
    EMAIL_BACKEND = "notifications.channels.mail_folder.EmlFolderBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    vars().update(env.email_url("EMAIL_URL"))

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="khong-tra-loi@ttpvhcc.example")
