"""The sentences of the verification page; its verdict is told in both languages at once."""

from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from notifications.services.verifying import InHand, Verdict

#: The page's other language, by its own.
_OTHER = {"vi": "en", "en": "vi"}

HEADINGS: dict[Verdict, Promise] = {
    Verdict.GENUINE: _("This apology letter is genuine"),
    Verdict.DEMO: _("This apology letter is for demonstration only"),
    Verdict.UNTRUSTED: _("This apology letter was issued, but its signature is not trusted"),
    Verdict.NOT_INTACT: _("This apology letter is not intact"),
    Verdict.ERASED: _("This apology letter was issued; its text has been erased"),
}
EXPLANATIONS: dict[Verdict, Promise] = {
    Verdict.GENUINE: _(
        "It was issued under the number below. Its file is as it was signed, and the signer's "
        "certificate comes from an authority that is accepted here."
    ),
    Verdict.DEMO: _(
        "It was issued under the number below and its file is as it was signed, but by the "
        "demonstration authority: the signature has no legal force."
    ),
    Verdict.UNTRUSTED: _(
        "Its file is as it was signed, but the signer's certificate comes from no authority that "
        "is accepted here. Ask the agency that issued it."
    ),
    Verdict.NOT_INTACT: _(
        "The file kept here is no longer the one that was signed. Do not rely on it; ask the "
        "agency that issued it."
    ),
    Verdict.ERASED: _(
        "It was issued under the number below. After the time for which personal data are kept its "
        "file was deleted here. A copy in your hands can still be compared: its digest is known."
    ),
}
TRUST: dict[Verdict, Promise] = {
    Verdict.GENUINE: _("an accepted authority"),
    Verdict.DEMO: _("a demonstration authority, without legal force"),
    Verdict.UNTRUSTED: _("not an accepted authority"),
}
TONES: dict[Verdict, str] = {
    Verdict.GENUINE: "done",
    Verdict.DEMO: "waiting",
    Verdict.UNTRUSTED: "waiting",
    Verdict.NOT_INTACT: "late",
    Verdict.ERASED: "waiting",
}
COMPARISONS: dict[InHand, Promise] = {
    InHand.IDENTICAL: _("Your file is this very letter, byte for byte."),
    InHand.UNSIGNED: _(
        "Your file is this letter as it was before it was signed: without a signature."
    ),
    InHand.OTHER: _("Your file is another letter that was issued:"),
    InHand.ALTERED: _(
        "Your file is not this letter: it was changed, or it is something else. A printed or "
        "scanned letter cannot be compared by file; compare what is written on it."
    ),
}
COMPARISON_TONES: dict[InHand, str] = {
    InHand.IDENTICAL: "done",
    InHand.UNSIGNED: "waiting",
    InHand.OTHER: "waiting",
    InHand.ALTERED: "late",
}
NOT_ISSUED = _("No such apology letter is in force")
CHOOSE_A_FILE = _("Choose the letter's PDF file first.")
FILE_TOO_LARGE = _("The file is too large to be a letter.")


def in_both_languages(words: Promise) -> tuple[str, str, str]:
    """The words in the page's language and in the other one, with that one's code."""
    other = _OTHER.get(get_language() or "vi", "en")
    with override(other):
        translated = str(words)
    return str(words), translated, other
