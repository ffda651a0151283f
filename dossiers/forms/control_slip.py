"""What stands on form 05, Phiếu kiểm soát quá trình giải quyết hồ sơ, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from dossiers.forms.contexts import FormContext


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverBlock:
    """One hand-over; without `at` it has not happened yet and is filled in by hand.

    `result` says how the giver kept its time: early, on_time, late, or nothing where none was set.
    `grounds` is why the receiver sent the dossier back: late, poor or wrong_desk.
    """

    giver_unit: str
    receiver_unit: str
    giver: str = ""
    receiver: str = ""
    at: datetime | None = None
    result: str = ""
    task: str = ""
    grounds: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSlipContext(FormContext):
    """The way of a dossier from desk to desk; the paper goes with it (Circular 01/2018/TT-VPCP, form 05).

    The first block is handed over by the one-stop unit, the last one comes back to it.
    """

    settling_agency: str
    coordinating_agencies: tuple[str, ...]
    received_at: datetime
    #: None while the time limit stands still.
    due_at: datetime | None
    blocks: tuple[HandOverBlock, ...]
    form_label: str = "Mẫu số 05"
