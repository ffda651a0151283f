"""Who comes in: access tokens of machines and officers."""

from config.settings.environment import env

#: Days for which an access token is drawn at most.
TOKEN_MOST_DAYS = env.int("TOKEN_MOST_DAYS", default=365)
#: Days for which a token that was replaced still holds, so that machines can be changed over.
TOKEN_GRACE_DAYS = env.int("TOKEN_GRACE_DAYS", default=7)
#: Days before its end from which a token that nothing replaces yet is shown as ending.
TOKEN_WARN_DAYS = env.int("TOKEN_WARN_DAYS", default=30)
#: Wrong tokens from one address in so many minutes; further ones are not even looked at. A right one
#: from the same address still comes in, as many machines may stand behind one.
TOKEN_FAILURES = env.int("TOKEN_FAILURES", default=20)
TOKEN_FAILURE_MINUTES = env.int("TOKEN_FAILURE_MINUTES", default=15)

#: Issuer of the identity provider at which officers may sign in (OpenID Connect); empty: none.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_RP_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_RP_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_RP_SCOPES = env.str("OIDC_SCOPES", default="openid email")
#: The claim by which an officer is known the first time: `email` (verified), any other is the user
#: name; empty: only officers whose identity an administrator has entered.
OIDC_MATCH_CLAIM = env.str("OIDC_MATCH_CLAIM", default="email")
#: Addresses of a provider that does not describe itself.
OIDC_OP_AUTHORIZATION_ENDPOINT = env.str("OIDC_AUTHORIZATION_URL", default="")
OIDC_OP_TOKEN_ENDPOINT = env.str("OIDC_TOKEN_URL", default="")
OIDC_OP_USER_ENDPOINT = env.str("OIDC_USERINFO_URL", default="")
OIDC_OP_JWKS_ENDPOINT = env.str("OIDC_JWKS_URL", default="")
#: With `1` only administrators may still sign in by password.
OIDC_CLOSES_PASSWORD_DOOR = env.bool("OIDC_CLOSES_PASSWORD_DOOR", default=False)
OIDC_RP_SIGN_ALGO = (
    "RS256"  # the package wants one named; `agencies.admin.identity_provider` decides
)
OIDC_USE_PKCE = True
OIDC_USE_NONCE = True
OIDC_TIMEOUT = 10
OIDC_AUTHENTICATION_CALLBACK_URL = "sign_in_back"
