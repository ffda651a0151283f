"""The signature of a webhook, against the worked example of the Standard Webhooks specification."""

import base64

from notifications.domain.webhooks import new_secret, signature, signed_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY, TIMESTAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'
KNOWN = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_known_example_is_signed_as_known():
    assert signature(SECRET, key=KEY, timestamp=TIMESTAMP, body=BODY) == KNOWN


def test_whatever_is_changed_changes_the_signature():
    changed = [
        signature(new_secret(), key=KEY, timestamp=TIMESTAMP, body=BODY),
        signature(SECRET, key="msg_2", timestamp=TIMESTAMP, body=BODY),
        signature(SECRET, key=KEY, timestamp=TIMESTAMP + 1, body=BODY),
        signature(SECRET, key=KEY, timestamp=TIMESTAMP, body=BODY + " "),
    ]
    assert len({KNOWN, *changed}) == 5


def test_the_headers_carry_what_was_signed():
    headers = signed_headers([SECRET], key=KEY, timestamp=TIMESTAMP, body=BODY)
    assert headers == {
        "webhook-id": KEY,
        "webhook-timestamp": str(TIMESTAMP),
        "webhook-signature": KNOWN,
    }


def test_every_secret_is_new_and_as_long_as_the_digest():
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(base64.b64decode(first.removeprefix("whsec_"))) == 32
