import json
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader

from dossiers.forms import (
    CONTROL_SLIP,
    RECEIPT,
    REFUSAL_SLIP,
    STOP_NOTICE,
    SUPPLEMENT_SLIP,
    DocumentLine,
    Person,
    typeset,
)
from dossiers.forms.engine import ROOT
from dossiers.forms.fonts import BUILT_IN, VIETNAMESE, covers, font_for, preferred_font
from notifications.forms import LETTER
from tests.unit.forms.papers import (
    control_slip,
    letter,
    receipt,
    refusal_slip,
    stop_notice,
    supplement_slip,
    text_of,
)

PAPERS = {
    "01": (RECEIPT, receipt),
    "02": (SUPPLEMENT_SLIP, supplement_slip),
    "03": (REFUSAL_SLIP, refusal_slip),
    "04": (LETTER, letter),
    "05": (CONTROL_SLIP, control_slip),
    "stop": (STOP_NOTICE, stop_notice),
}
HOSTILE = [
    "#set page(width: 1cm)",
    "#panic()",
    "- gạch đầu dòng",
    "= đề mục",
    "+ đánh số",
    "$x^2$",
    "@foo",
    "<a>",
    "\\ngoặc\\",
    "*đậm* _nghiêng_ `mã`",
    "// chú thích /* */",
    "\"ngoặc kép\" 'đơn' -- ...",
    "{{ mẫu }} {% if %}",
    "=HYPERLINK(1)",
]


@pytest.fixture(params=PAPERS)
def paper(request):
    template, build = PAPERS[request.param]
    return template, build().as_json()


def test_the_same_context_gives_the_same_bytes(paper):
    template, context = paper
    first = typeset(template, context)
    assert typeset(template, json.loads(json.dumps(first.context))).pdf == first.pdf
    assert first.sha256 == sha256(first.pdf).hexdigest()


def test_bytes_do_not_depend_on_what_was_printed_before_or_beside(paper):
    template, context = paper
    alone = typeset(template, context).sha256
    with ThreadPoolExecutor(4) as counters:
        beside = list(counters.map(lambda _: typeset(template, context).sha256, range(8)))
    assert set(beside) == {alone}


def test_a_paper_is_an_archival_tagged_vietnamese_a5_pdf_with_a_title(paper):
    pdf = typeset(*paper).pdf
    reader = PdfReader(BytesIO(pdf))
    assert b"pdfaid:part>2<" in pdf
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("vi")
    assert reader.metadata.title
    assert round(reader.pages[0].mediabox.width) == 420
    assert round(reader.pages[0].mediabox.height) == 595


def test_the_file_is_dated_with_the_moment_of_issue_not_of_printing(paper):
    created = PdfReader(BytesIO(typeset(*paper).pdf)).metadata.creation_date
    assert created.isoformat() == "2026-11-19T09:40:00+00:00"


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_text_is_printed_as_it_was_typed(text):
    contexts = [
        (RECEIPT, receipt(request=text, documents=(DocumentLine(name=text),))),
        (SUPPLEMENT_SLIP, supplement_slip(items=(text,), reason=text)),
        (REFUSAL_SLIP, refusal_slip(reason=f"Dòng một\n{text}", applicant=Person(name=text))),
        (LETTER, letter(reason=text, procedure=text)),
    ]
    for template, context in contexts:
        assert text in text_of(typeset(template, context.as_json()).pdf)


def test_characters_that_turn_the_line_round_or_print_nothing_are_left_out():
    text = text_of(typeset(RECEIPT, receipt(request="Cấp\u202e giấy\x07 phép").as_json()).pdf)
    assert "giải quyết: Cấp giấy phép" in text


def test_letters_typed_apart_from_their_marks_are_composed():
    apart = unicodedata.normalize("NFD", "Cấp lại thẻ")
    text = text_of(typeset(RECEIPT, receipt(request=apart).as_json()).pdf)
    assert "giải quyết: Cấp lại thẻ" in text


def test_a_name_in_letters_no_font_has_still_gets_its_paper():
    made = typeset(RECEIPT, receipt(applicant=Person(name="Ma 漢 \U00012000")).as_json())
    assert made.pdf.startswith(b"%PDF")


def test_the_chosen_font_has_every_vietnamese_letter():
    assert covers(preferred_font(), VIETNAMESE)
    assert covers(BUILT_IN, VIETNAMESE)


def test_a_font_that_lacks_a_letter_or_is_not_installed_does_not_cover():
    assert not covers(BUILT_IN, "漢")
    assert not covers("No Such Font", "A")


def test_a_reprint_uses_the_recorded_font_while_it_is_there(paper):
    template, context = paper
    made = typeset(template, {**context, "font": BUILT_IN})
    assert made.font == made.context["font"] == BUILT_IN
    assert font_for("No Such Font") == preferred_font()


FORKED = """
import os, signal
from dossiers.forms import RECEIPT, typeset
from tests.unit.forms.papers import receipt

context = receipt().as_json()
typeset(RECEIPT, context)
child = os.fork()
if child == 0:
    signal.alarm(20)
    try:
        typeset(RECEIPT, context)
    except RuntimeError:
        os._exit(7)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_process_forked_after_typesetting_is_told_instead_of_hanging():
    done = subprocess.run(
        [sys.executable, "-c", FORKED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "7"
