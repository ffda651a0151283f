"""SMS and webhooks: the provider's gateway when `SMS_GATEWAY_URL` is set, else files under `var/sms/`."""

from config.settings.environment import VAR_DIR, env

SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", default="")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", default="")
#: The sender's name agreed with the provider (brandname).
SMS_SENDER = env.str("SMS_SENDER", default="TTPVHCC")
#: `json` or `form`.
SMS_BODY = env.str("SMS_BODY", default="json")
#: What the gateway calls each value; with `token` among them it travels in the body, else as bearer.
SMS_GATEWAY_FIELDS = env.dict(
    "SMS_GATEWAY_FIELDS", default={"to": "to", "text": "text", "from": "from", "key": "key"}
)
#: A pattern that the answer to an accepted message holds, for gateways that always answer 200.
SMS_GATEWAY_SUCCESS = env.str("SMS_GATEWAY_SUCCESS", default="")
#: With accents: three times as many signs are charged.
SMS_UNICODE = env.bool("SMS_UNICODE", default=False)
#: Empty where there is neither a gateway nor an embedded default: nobody is then told by SMS.
SMS_FILE_PATH = (
    "" if SMS_GATEWAY_URL or env.bool("PRODUCTION", default=False) else str(VAR_DIR / "sms")
)
#: Networks (`10.20.0.0/16`) inside which a webhook's address need not be public, nor https.
WEBHOOK_PRIVATE_NETWORKS = env.list("WEBHOOK_PRIVATE_NETWORKS", default=[])
