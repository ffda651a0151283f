"""Who comes in: access tokens of machines and officers."""

from config.settings.environment import env

#: Days for which an access token is drawn at most.
TOKEN_MOST_DAYS = env.int("TOKEN_MOST_DAYS", default=365)
#: Days for which a token that was replaced still holds, so that machines can be changed over.
TOKEN_GRACE_DAYS = env.int("TOKEN_GRACE_DAYS", default=7)
#: Days before its end from which a token that nothing replaces yet is shown as ending.
TOKEN_WARN_DAYS = env.int("TOKEN_WARN_DAYS", default=30)
