"""What the revisions after the first do to a PDF file: a signature may be added, the pages stay as they are."""

from collections.abc import Sequence
from io import BytesIO

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, pdf_name
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.validation import EmbeddedPdfSignature

from notifications.signing.reading import UNREADABLE

#: Share of the page a visible stamp may take; a larger one could be a new text over the letter's.
_LARGEST_STAMP = 0.25
_ONE_MORE_SIGNATURE = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        [SigFieldCreationRule(), SigFieldModificationRule(), GenericFieldModificationRule()],
        # Set by the first signature of a file.
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)


def only_adds_signature(
    reader: PdfFileReader, original: bytes, signature: EmbeddedPdfSignature
) -> bool:
    """Whether the revisions after those of `original` add a signature field and leave the pages alone."""
    signed_up_to = int(signature.byte_range[1])
    try:
        before = PdfFileReader(BytesIO(original))
        changes = _ONE_MORE_SIGNATURE.review_file(reader, _revision_of(before, reader))
        return (
            signed_up_to >= len(original)
            and not isinstance(changes, SuspiciousModification)
            and changes.modification_level <= ModificationLevel.FORM_FILLING
            and _area(signature.sig_field["/Rect"]) <= _LARGEST_STAMP * _page_area(before)
        )
    except UNREADABLE:
        return False


def _revision_of(before: PdfFileReader, reader: PdfFileReader) -> HistoricalResolver:
    """The original as a revision of the signed file; pyHanko compares forms, so it gets an empty one."""
    revision = reader.get_historical_resolver(before.xrefs.total_revisions - 1)
    if "/AcroForm" not in revision.root:
        empty = DictionaryObject({pdf_name("/Fields"): ArrayObject()})
        revision.root[pdf_name("/AcroForm")] = empty
    return revision


def _page_area(reader: PdfFileReader) -> float:
    """Of the first page, in square points."""
    pages, position, _ = reader.find_page_container(0)
    page = pages.get_object()["/Kids"][position]
    return _area(page["/MediaBox"])


def _area(rectangle: Sequence[float]) -> float:
    left, bottom, right, top = (float(edge) for edge in rectangle)
    return abs((right - left) * (top - bottom))
