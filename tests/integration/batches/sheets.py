"""Reading back what was exported, without the writer's own words for it."""

import csv
import io
import zipfile
from xml.etree import ElementTree

_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_SHEET, _STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


def csv_rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def xlsx_rows(content: bytes) -> list[dict[str, str]]:
    """Each row by its columns' letters; of a cell its text or number as it is stored."""
    return [
        {cell.attrib["r"].rstrip("0123456789"): _value(cell) for cell in row}
        for row in _part(content, _SHEET).iterfind(".//m:sheetData/m:row", _NS)
    ]


def has_formulas(content: bytes) -> bool:
    return _part(content, _SHEET).find(".//m:f", _NS) is not None


def is_quoted(content: bytes, place: str) -> bool:
    """Whether the cell counts as text typed after an apostrophe."""
    return _style(content, place).attrib.get("quotePrefix") == "1"


def number_format(content: bytes, place: str) -> str:
    wanted = _style(content, place).attrib["numFmtId"]
    formats = _part(content, _STYLES).iterfind(".//m:numFmt", _NS)
    return next(each.attrib["formatCode"] for each in formats if each.attrib["numFmtId"] == wanted)


def frozen_rows(content: bytes) -> str | None:
    pane = _part(content, _SHEET).find(".//m:pane", _NS)
    return None if pane is None else pane.attrib.get("ySplit")


def _style(content: bytes, place: str) -> ElementTree.Element:
    cell = _part(content, _SHEET).find(f".//m:c[@r='{place}']", _NS)
    assert cell is not None
    return _part(content, _STYLES).findall(".//m:cellXfs/m:xf", _NS)[int(cell.attrib["s"])]


def _value(cell: ElementTree.Element) -> str:
    text = cell.find(".//m:t", _NS)
    if text is not None:
        return text.text or ""
    number = cell.find("m:v", _NS)
    return "" if number is None else number.text or ""


def _part(content: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return ElementTree.fromstring(book.read(name))  # noqa: S314 -- our own file
