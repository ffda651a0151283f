"""The typeface of official papers: Times-like (Decree 30/2020/NĐ-CP, Annex I) with every Vietnamese letter."""

from functools import cache

import typst

#: By preference; typst itself carries the last one.
PREFERRED = ("Times New Roman", "Tinos", "Liberation Serif", "Libertinus Serif")
BUILT_IN = PREFERRED[-1]

#: Letters that serif fonts of the 2000s lack (Liberation 1.07 has none of them).
VIETNAMESE = (
    "ƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸĐ"
    "ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ"
)


def font_for(recorded: str = "") -> str:
    """The font a paper was first set in, if this machine still has it, else the best one here."""
    if recorded and recorded in _installed():
        return recorded
    return preferred_font()


@cache
def preferred_font() -> str:
    """The first of `PREFERRED` that is installed and has the whole Vietnamese alphabet."""
    return next((font for font in PREFERRED if covers(font, VIETNAMESE)), BUILT_IN)


def covers(font: str, letters: str) -> bool:
    """Whether `font` is installed and has all of `letters`: PDF/A export refuses a missing glyph."""
    if font not in _installed():
        return False
    source = f'#set text(font: "{font}", fallback: false)\n{letters}'
    try:
        typst.compile(source.encode(), pdf_standards="a-2b", timestamp=0)
    except typst.TypstError:
        return False
    return True


@cache
def _installed() -> frozenset[str]:
    return frozenset(typst.Fonts().families())
