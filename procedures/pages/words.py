"""What the catalogue says of a limit, a fee or a step, in words."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext, pgettext_lazy

from procedures.domain.portal import PLAUSIBLE_COUNT
from procedures.models import LEVEL_LABELS, ChannelLimit, Fee
from procedures.wording import limit_label

#: Heads of a month's table, from Monday.
WEEKDAYS_SHORT = (
    pgettext_lazy("weekday", "Mo"),
    pgettext_lazy("weekday", "Tu"),
    pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"),
    pgettext_lazy("weekday", "Fr"),
    pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
)
#: So many different limits are named one by one; more only counted.
MOST_NAMED = 3


def limit_in_words(limit: ChannelLimit) -> str:
    """`5 working days`; where it carries no number its note, or who tells it."""
    if not limit.unit:
        return limit.note or gettext("as the officer tells you")
    return limit_label(limit.value or 1, limit.unit)


def limits_in_words(limits: Iterable[ChannelLimit]) -> str:
    """The different limits of all channels; empty where none is published."""
    told = list(dict.fromkeys(map(limit_in_words, limits)))
    if len(told) > MOST_NAMED:
        count = len(told)
        several = ngettext(
            "depends on the case (%(count)s limit)", "depends on the case (%(count)s limits)", count
        )
        return several % {"count": count}
    return gettext(" or ").join(told)


def levels_in_words(levels: Iterable[str]) -> str:
    """`Province, commune`."""
    return ", ".join(str(LEVEL_LABELS[level]) for level in levels)


def fee_in_words(fee: Fee) -> str:
    """`50.000 ₫`, `100 USD`, or that nothing is paid."""
    if not fee.amount:
        return gettext("free of charge")
    amount = number_format(_plain(fee.amount), force_grouping=True)
    return f"{amount}\N{NO-BREAK SPACE}{'₫' if fee.currency == 'VND' else fee.currency}"


def budget_in_words(hours: Decimal) -> str:
    """`8 working hours`; empty for a step that is given no time of its own."""
    if not hours:
        return ""
    label = ngettext("%(count)s working hour", "%(count)s working hours", int(hours) or 1)
    return label % {"count": number_format(_plain(hours))}


def counts_in_words(*, originals: int, copies: int) -> str:
    """`1 original, 2 copies`; numbers that cannot be meant are left out.

    The portal's tables are split out of running text, and a year sometimes lands in them.
    """
    parts = []
    if 0 < originals <= PLAUSIBLE_COUNT:
        label = ngettext("%(count)s original", "%(count)s originals", originals)
        parts.append(label % {"count": originals})
    if 0 < copies <= PLAUSIBLE_COUNT:
        label = ngettext("%(count)s copy", "%(count)s copies", copies)
        parts.append(label % {"count": copies})
    return ", ".join(parts)


def _plain(amount: Decimal) -> Decimal | int:
    """Without the zeros behind the comma that the archive keeps."""
    return int(amount) if amount == amount.to_integral_value() else amount.normalize()
