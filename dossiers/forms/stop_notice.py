"""What stands on the stop notice, as plain values.

Circular 03/2025/TT-VPCP makes it form 05, Thông báo dừng giải quyết hồ sơ; under Circular
01/2018/TT-VPCP it is a paper of the house.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dossiers.forms.contexts import FormContext, Signature

#: The decree by its number, as the first line of a paper cites it.
DECREES = {
    "61/2018/NĐ-CP": (
        "Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ về thực hiện cơ chế "
        "một cửa, một cửa liên thông trong giải quyết thủ tục hành chính"
    ),
    "118/2025/NĐ-CP": (
        "Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ về thực hiện thủ tục "
        "hành chính theo cơ chế một cửa, một cửa liên thông"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StopNoticeContext(FormContext):
    """Settlement has ended without a result, on a ground and by a document, or as the applicant asked.

    `ground` is a choice of the act `stop`, or `withdrawn`; `document` is what it rests on: a
    decision of the authority, or the applicant's request. `decree` is a key of `DECREES`; raises
    `ValueError` for any other. Without `received_at` the dossier was never received.
    """

    ground: str
    document: str
    signature: Signature
    decree: str
    stopped_at: datetime
    received_at: datetime | None = None
    reason: str = ""
    originals_given_back: bool = False
    #: Empty where the circular has no such form.
    form_label: str = ""
    archive: str = "VT"

    def __post_init__(self) -> None:
        if self.decree not in DECREES:
            raise ValueError(f"The decree {self.decree} is not known by its title.")

    def as_json(self) -> dict[str, Any]:
        """The context as values JSON knows, with the legal basis spelled out."""
        return FormContext.as_json(self) | {"legal_basis": DECREES[self.decree]}
