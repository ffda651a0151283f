"""What the import commands say when a file, a row or a line cannot be taken over."""

from django.utils.translation import gettext_lazy as _

ROW_SENTENCES = {
    "bad_address": _("The source is not a web address."),
    "bad_character": _("The text holds a character that cannot be stored."),
    "bad_code": _("The code is not that of a procedure."),
    "code_twice": _("The file holds this procedure already; its first row counts."),
    "half_limit": _("The time limit has a value without a unit, or a unit without a value."),
    "missing": _("A value is missing."),
    "newer_version_exists": _("A version that begins or ends later is known already."),
    "not_a_date": _("This is not a date."),
    "not_a_flag": _("This must be true or false."),
    "not_a_list": _("This must be a list."),
    "not_a_number": _("This is not a number."),
    "not_an_object": _("The row is not an object with named fields."),
    "not_text": _("This must be text."),
    "out_of_range": _("The number is out of range."),
    "procedure_closed": _("The procedure is closed; open it again first."),
    "too_long": _("The text is too long."),
    "unknown_agency": _("The agency is not known."),
    "unknown_channel": _("The channel is not one of the three ways of filing."),
    "unknown_level": _("The level of government is not known."),
    "unknown_role": _("The role is not known."),
    "unknown_start_rule": _("The rule for the start of the time limit is not known."),
    "unknown_unit": _("The unit of the time limit is not known."),
}

REMARK_SENTENCES = {
    "steps_differ_from_limit": _("The steps of the process do not add up to the time limit."),
    "odd_document_count": _("The number of originals or copies is implausible; kept as published."),
}
