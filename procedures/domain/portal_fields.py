"""Reading one object of the portal's export field by field, refusing what cannot be stored.

Text is stored composed (NFC) with its runs of blanks and line breaks folded, so that the same
words always compare equal.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

T = TypeVar("T")

LARGEST_COUNT = 32_767
LARGEST_AMOUNT = Decimal(10) ** 12


class RowRejected(Exception):
    """A row of an import cannot be taken over; `code` is stable, `detail` names the offending value."""

    def __init__(self, code: str, field: str, detail: str = "") -> None:
        super().__init__(f"{code}: {field} {detail}".strip())
        self.code = code
        self.field = field
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of the export with typed access to its fields; `path` says where it stands."""

    row: Mapping[str, Any]
    path: str = ""

    @classmethod
    def of(cls, value: object, path: str = "") -> "Fields":
        """Refuses `not_an_object`."""
        if not isinstance(value, dict):
            raise RowRejected("not_an_object", path or "row", type(value).__name__)
        return cls(value, path)

    def text(self, key: str, *, longest: int = 10_000, required: bool = False) -> str:
        """A text, empty when absent. Refuses `not_text`, `missing`, `too_long`, `bad_character`."""
        value = self.row.get(key)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise self._refusal("not_text", key, value)
        return self._clean(key, value, longest=longest, required=required)

    def texts(self, key: str, *, longest: int = 200) -> tuple[str, ...]:
        """A list of texts, empty when absent. Refuses `not_a_list` and what `text` refuses."""
        return tuple(
            Fields({key: value}, self.path).text(key, longest=longest) for value in self._list(key)
        )

    def objects(self, key: str) -> tuple["Fields", ...]:
        """A list of objects, empty when absent. Refuses `not_a_list`, `not_an_object`."""
        return tuple(
            Fields.of(value, f"{self._name(key)}[{position}]")
            for position, value in enumerate(self._list(key), start=1)
        )

    def count(self, key: str) -> int | None:
        """A whole number from 0, None when absent. Refuses `not_a_number`, `out_of_range`."""
        value = self.row.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._refusal("not_a_number", key, value)
        if not 0 <= value <= LARGEST_COUNT:
            raise self._refusal("out_of_range", key, value)
        return value

    def amount(self, key: str) -> Decimal:
        """An amount of money or hours, not negative. Refuses `not_a_number`, `out_of_range`."""
        value = self.row.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise self._refusal("not_a_number", key, value)
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            raise self._refusal("not_a_number", key, value) from None
        if not amount.is_finite() or not 0 <= amount < LARGEST_AMOUNT:
            raise self._refusal("out_of_range", key, value)
        return amount

    def flag(self, key: str, *, default: bool) -> bool:
        """Refuses `not_a_flag`."""
        value = self.row.get(key, default)
        if not isinstance(value, bool):
            raise self._refusal("not_a_flag", key, value)
        return value

    def day(self, key: str) -> date | None:
        """An ISO date, None when absent. Refuses `not_a_date`."""
        value = self.text(key, longest=30)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self._refusal("not_a_date", key, value) from None

    def word(self, key: str, words: Mapping[str, T], *, refusal: str) -> T:
        """The meaning of a word from a closed list; anything else is refused with the given code."""
        value = self.text(key)
        if value not in words:
            raise self._refusal(refusal, key, value)
        return words[value]

    def _list(self, key: str) -> list[Any]:
        value = self.row.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._refusal("not_a_list", key, value)
        return value

    def _clean(self, key: str, value: str, *, longest: int, required: bool) -> str:
        if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise self._refusal("bad_character", key, "")
        folded = " ".join(unicodedata.normalize("NFC", value).split())
        if required and not folded:
            raise self._refusal("missing", key, "")
        if len(folded) > longest:
            raise self._refusal("too_long", key, f"{len(folded)} > {longest}")
        return folded

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _refusal(self, code: str, key: str, value: object) -> RowRejected:
        return RowRejected(code, self._name(key), str(value)[:80])
