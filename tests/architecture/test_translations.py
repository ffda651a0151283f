"""The interface is complete in Vietnamese, and every code, act, fact and choice has its words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils.translation import override

import dossiers.api.problems  # noqa: F401  registers its sentences
from config.embedded.places import PROJECT
from config.messages import CATALOGUES, gathered
from dossiers.lifecycle import DossierState, rows
from dossiers.models import Dossier
from dossiers.wording import ACT_LABELS, CHOICE_LABELS, FACT_LABELS, SENTENCES
from procedures.wording import ERROR_SENTENCES

APPS = ("agencies", "procedures", "dossiers", "notifications")
#: Parts of a REST request that keep their own name in a sentence.
WIRE_NAMES = {"act", "acts", "at", "facts"}
NATIONAL_NAMES = [
    "Mới đăng ký",
    "Được tiếp nhận",
    "Không được tiếp nhận",
    "Đang xử lý",
    "Yêu cầu bổ sung giấy tờ",
    "Yêu cầu thực hiện nghĩa vụ tài chính",
    "Công dân yêu cầu rút hồ sơ",
    "Dừng xử lý",
    "Đã xử lý xong",
    "Đã trả kết quả",
]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]")


def catalogue() -> Catalog:
    with (CATALOGUES / "vi" / "LC_MESSAGES" / "django.po").open("rb") as stream:
        return read_po(stream, locale="vi")


def messages(of: Catalog) -> dict[tuple[str | None, str], Message]:
    """By context and first form; the header is none."""
    return {(each.context, one(each.id)): each for each in of if each.id}


def one(forms: Any) -> str:
    """A message, or its singular."""
    return str(forms if isinstance(forms, str) else forms[0])


def last(forms: Any) -> str:
    """A message, or its plural."""
    return str(forms if isinstance(forms, str) else forms[-1])


def test_the_catalogue_holds_exactly_what_the_interface_says() -> None:
    asked, known = messages(gathered()), messages(catalogue())
    hint = "Run `make messages` and translate what it leaves empty."
    assert set(asked) - set(known) == set(), hint
    assert set(known) - set(asked) == set(), hint


def test_every_message_is_translated_and_none_is_a_guess() -> None:
    for message in messages(catalogue()).values():
        assert one(message.string), f"not translated: {message.id}"
        assert not message.fuzzy, f"only guessed: {message.id}"


def test_translations_keep_the_placeholders() -> None:
    for message in messages(catalogue()).values():
        wanted, given = (
            PLACEHOLDER.findall(last(message.id)),
            PLACEHOLDER.findall(one(message.string)),
        )
        assert sorted(given) == sorted(wanted), message.id


def test_translations_begin_and_end_like_what_they_translate() -> None:
    """Spaces at either end, and the full stop of a sentence, are part of the layout."""
    for message in messages(catalogue()).values():
        english, vietnamese = one(message.id), one(message.string)
        assert (english[0] == " ", english[-1] == " ") == (
            vietnamese[0] == " ",
            vietnamese[-1] == " ",
        ), english
        assert (english[-1] in ".?") == (vietnamese[-1] in ".?"), english


def raised(error: str) -> Iterator[tuple[str, str | None, str]]:
    """Code, field and place of every refusal of this class that is raised with a literal code."""
    for app in APPS:
        for path in sorted((PROJECT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == error and node.args:
                    yield from refusal_of(node, path)


def refusal_of(call: ast.Call, path: Path) -> Iterator[tuple[str, str | None, str]]:
    code = call.args[0]
    if not (isinstance(code, ast.Constant) and isinstance(code.value, str)):
        return
    named = next((word.value for word in call.keywords if word.arg == "field"), None)
    field = str(named.value) if isinstance(named, ast.Constant) else None
    yield code.value, field, f"{path.relative_to(PROJECT)}:{call.lineno}"


def test_every_refusal_has_its_sentence() -> None:
    for code, field, place in raised("ActRefused"):
        name = field or code.partition("_")[2]
        has_generic = code.startswith(("missing_", "bad_")) and name in {*FACT_LABELS, *WIRE_NAMES}
        assert code in SENTENCES or has_generic, f"{place}: {code} has no sentence"


def test_every_refusal_of_the_clock_has_its_sentence() -> None:
    for code, _field, place in raised("ClockError"):
        assert code in ERROR_SENTENCES, f"{place}: {code} has no sentence"


def test_every_act_fact_and_choice_of_the_lifecycle_has_its_label() -> None:
    for row in rows(Dossier):
        assert row.act in ACT_LABELS
        for fact in row.facts:
            assert fact.name in FACT_LABELS
            assert set(fact.choices) <= set(CHOICE_LABELS.get(fact.name, {}))


def test_the_states_are_called_as_the_national_portal_calls_them() -> None:
    with override("vi"):
        assert [str(state.label) for state in DossierState] == NATIONAL_NAMES
