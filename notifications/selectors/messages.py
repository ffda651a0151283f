"""Who reads the outbox, and who may have what failed sent again."""

from agencies.domain.roles import Role

#: Those who answer for the system running.
KEEPERS = (Role.ADMINISTRATOR, Role.CENTRE_HEAD, Role.OVERSIGHT)
SENDERS = (Role.ADMINISTRATOR, Role.CENTRE_HEAD)
