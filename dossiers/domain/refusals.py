"""Why the office says no: one stable code a reason; the sentence belongs to `dossiers.wording`."""

from collections.abc import Mapping
from typing import Any


class ActRefused(Exception):
    """An act was refused and nothing has changed.

    `code` is stable English snake_case (`wrong_state`, `wrong_role`, `missing_reason`, …);
    `params` fill the sentence; `field` names the fact at fault, if one is.
    """

    def __init__(self, code: str, *, field: str | None = None, **params: Any) -> None:
        self.code = code
        self.field = field
        self.params: Mapping[str, Any] = params
        super().__init__(code)


class FactsRefused(ActRefused):
    """Facts are missing or wrong: every one of them is named at once, so that a form is filled once."""

    def __init__(self, refusals: tuple[ActRefused, ...]) -> None:
        self.refusals = refusals
        first = refusals[0]
        super().__init__(first.code, field=first.field, **first.params)
