"""An operator looks a system check up by its number: none may mean two things."""

import re

from config.embedded.places import PROJECT

NUMBER = re.compile(r"""["'](?:casetracking\.)?([EW]\d{3})["']""")


def test_no_number_is_given_in_two_files() -> None:
    given: dict[str, set[str]] = {}
    for file in PROJECT.glob("config/*checks.py"):
        for number in NUMBER.findall(file.read_text("utf-8")):
            given.setdefault(number, set()).add(file.name)
    assert len(given) > 20
    assert not {number: files for number, files in given.items() if len(files) > 1}
