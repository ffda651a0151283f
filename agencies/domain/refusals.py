"""Why an account or a token is refused something: a stable code; the sentence belongs to `agencies.wording`."""

from typing import Any


class TokenRefused(Exception):
    """Nothing was done. `field` names what was asked wrongly, if anything; `params` fill the sentence."""

    def __init__(self, code: str, *, field: str | None = None, **params: Any) -> None:
        self.code = code
        self.field = field
        self.params = params
        super().__init__(code)


class IdentityRefused(Exception):
    """Somebody the identity provider sent does not come in; nothing was changed."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
