"""What is wrong with the rule sets, said at start: the province's variants, and those dossiers were received under."""

from collections.abc import Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from procedures.domain.ruleset_variants import VariantFault, adopt_variants
from procedures.domain.rulesets import RULESETS

_HINTS = {
    "bad_code": "A code is 3 to 16 capital letters, digits and underscores, such as ND118_NA.",
    "code_taken": "A shipped rule set stays as it is; give the variant a code of its own.",
    "not_an_object": 'Write {"ND118_NA": {"of": "ND118_2025", "supplement_effect": "pause"}}.',
    "unknown_base": "`of` names the shipped rule set it departs from: ND61_2018 or ND118_2025.",
    "unknown_switch": "docs/rulesets.md lists the switches.",
    "fixed_by_law": "Only what the decree leaves open may be answered otherwise: docs/rulesets.md.",
    "bad_value": "docs/rulesets.md lists the values each switch takes.",
}


@register()
def ruleset_variants_are_sound(**kwargs: object) -> list[CheckMessage]:
    """`RULESET_VARIANTS` answers only what the decrees leave open, with values that exist."""
    return [
        Error(
            f"RULESET_VARIANTS cannot be used: {_told(fault)}.",
            hint=_HINTS[fault.code],
            id="casetracking.E020",
        )
        for fault in adopt_variants(settings.RULESET_VARIANTS)
    ]


@register(Tags.database)
def rulesets_of_dossiers_are_known(
    databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """Dossiers received under a variant need it for as long as they are kept."""
    if "default" not in (databases or ()):
        return []
    return [
        Error(
            f"Dossiers were received under the rule set {code}, which is not known.",
            hint="Put the variant back into RULESET_VARIANTS as it was.",
            id="casetracking.E021",
        )
        for code in sorted(_codes_in_use() - RULESETS.keys())
    ]


def _codes_in_use() -> set[str]:
    """Before the first migration there are no dossiers."""
    connection = connections["default"]
    if "dossiers_dossier" not in connection.introspection.table_names():
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT ruleset FROM dossiers_dossier")
        return {code for (code,) in cursor.fetchall()}


def _told(fault: VariantFault) -> str:
    return " ".join(filter(None, (fault.variant, fault.code, fault.switch)))
