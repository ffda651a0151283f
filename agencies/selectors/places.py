"""Where people go."""

from datetime import date

from agencies.models import Agency, AgencyKind


def centre_on(day: date) -> Agency | None:
    """The province's Public Administration Service Centre as it stands on a day; None before there is one."""
    return (
        Agency.objects.existing_on(day)
        .filter(kind=AgencyKind.CENTRE, is_one_stop=True)
        .order_by("code")
        .first()
    )
