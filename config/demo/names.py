"""Invented people and firms; their names say that they are examples."""

import random
from typing import Any

_FAMILIES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Võ",
    "Đặng",
    "Bùi",
    "Hồ",
    "Ngô",
    "Cao",
)
_MIDDLES = ("Văn", "Thị", "Hữu", "Đình", "Thanh", "Minh")
_EXAMPLES = (
    "Ví Dụ", "Thử Nghiệm", "Mẫu", "Giả Định", "Minh Họa", "Tượng Trưng", "Thí Điểm", "Hư Cấu",
)  # fmt: skip
_FIRMS = ("Công ty TNHH", "Công ty cổ phần", "Doanh nghiệp tư nhân", "Hợp tác xã")


def person_name(rng: random.Random) -> str:
    """A citizen's name."""
    return f"{rng.choice(_FAMILIES)} {rng.choice(_MIDDLES)} {rng.choice(_EXAMPLES)}"


def applicant(rng: random.Random, number: int) -> dict[str, Any]:
    """An applicant with numbers and addresses that belong to nobody; some want to be told by e-mail or SMS."""
    is_firm = rng.random() < 0.2
    example = rng.choice(_EXAMPLES)
    name = f"{rng.choice(_FIRMS)} {example} số {number}" if is_firm else person_name(rng)
    by_email, by_sms = rng.random() < 0.125, rng.random() < 0.08
    return {
        "kind": "business" if is_firm else "citizen",
        "name": name,
        "identity_number": f"{2900:04}{number:06}" if is_firm else f"040000{number:06}",
        "address": f"Xóm {rng.randint(1, 20)}, xã {example}, tỉnh Nghệ An",
        "phone": f"0900{number:06}",
        "email": f"congdan{number}@vidu.example" if by_email else "",
        "notify_by": [*(["email"] if by_email else []), *(["sms"] if by_sms else [])],
    }
