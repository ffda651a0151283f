"""Every environment variable that is read has its line in the operators' table, and the table names no other."""

import re

from config.embedded.places import PROJECT

READ = re.compile(r"""(?:env\.\w+|environ\.get)\(\s*"([A-Z][A-Z0-9_]+)\"""")
NAMED = re.compile(r"`([A-Z][A-Z0-9_]+)(?:=[^`]*)?`")
#: Read from the machine, not set by an operator.
MACHINE = {"PATH"}


def variables_read() -> set[str]:
    files = [*PROJECT.glob("config/settings/*.py"), *PROJECT.glob("config/embedded/*.py")]
    return {name for file in files for name in READ.findall(file.read_text("utf-8"))} - MACHINE


def variables_documented() -> set[str]:
    page = (PROJECT / "docs" / "operations" / "settings.md").read_text("utf-8")
    first_cells = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    return {name for cell in first_cells for name in NAMED.findall(cell)}


def test_the_operators_table_names_exactly_the_variables_that_are_read() -> None:
    assert variables_documented() == variables_read()
