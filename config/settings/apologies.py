"""Apology letters: who signs them, and how far a return date may be moved."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

#: Who signs the apology for a delay: the settling agency's head, whose duty it is (Decree
#: 61/2018/NĐ-CP, art. 19.9), or `centre_head`, the head of the one-stop unit, whose letter names the
#: agency at fault.
APOLOGY_SIGNER = env.str("APOLOGY_SIGNER", default="agency_head")
if APOLOGY_SIGNER not in ("agency_head", "centre_head"):
    raise ImproperlyConfigured("APOLOGY_SIGNER is agency_head or centre_head.")
#: Working days past the old date, or past today, up to which a new return date may lie; no decree
#: fixes it.
REAPPOINT_MAX_WORKING_DAYS = env.int("REAPPOINT_MAX_WORKING_DAYS", default=60)
