"""How a dossier may come in, and at which levels of government a procedure is settled."""

from enum import StrEnum


class Channel(StrEnum):
    """The three ways of filing (Decree 61/2018/NĐ-CP, art. 16)."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    POST = "post"

    @property
    def national_code(self) -> int:
        """Code of the channel in the messages of the National Public Service Portal: 1, 2 or 3."""
        return list(Channel).index(self) + 1


class Level(StrEnum):
    """The level of government a procedure belongs to."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    OTHER = "other"
