"""Rows of the portal's export, made up for the tests."""

from typing import Any


def channel(
    name: str = "Trực tiếp", value: Any = 5, unit: Any = "Ngày làm việc", **more: Any
) -> dict[str, Any]:
    return {
        "hinh_thuc": name,
        "thoi_han": value,
        "don_vi_thoi_han": unit,
        "phi_le_phi": [],
        **more,
    }


def document(name: str = "Đơn đề nghị", case: str = "", **more: Any) -> dict[str, Any]:
    return {
        "truong_hop": case,
        "ten": name,
        "ban_chinh": 1,
        "ban_sao": 0,
        "co_mau_don": False,
        **more,
    }


def procedure(code: str = "1.000001", **more: Any) -> dict[str, Any]:
    """A whole row; what is given replaces its field."""
    return {
        "ma_thu_tuc": code,
        "ten_thu_tuc": "Đăng ký thử nghiệm",
        "linh_vuc": "Lĩnh vực thử",
        "bo_nganh_cong_bo": "Bộ Thử nghiệm",
        "so_quyet_dinh_cong_bo": "1/QĐ-BTN",
        "cap_thuc_hien": ["Cấp tỉnh"],
        "doi_tuong_thuc_hien": "Công dân Việt Nam",
        "co_quan_thuc_hien": "Sở Thử nghiệm",
        "co_quan_co_tham_quyen": "",
        "van_ban_can_cu": ["1/2026/NĐ-CP"],
        "thoi_han_gia_tri": 5,
        "thoi_han_don_vi": "Ngày làm việc",
        "cach_thuc_thuc_hien": [channel()],
        "thanh_phan_ho_so": [document()],
        "ket_qua": [{"ten": "Giấy chứng nhận", "ma_ket_qua": "KQ.1"}],
        **more,
    }
