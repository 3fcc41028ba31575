"""Vietnamese names of people and places, made up at random: what the corpus has too few of."""

from __future__ import annotations

import random

from mt.translate.vietnamese import PLACES, plain

# The common surnames; some are middle names too.
SURNAMES = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đinh Trương Lâm Mai Tạ Hà
Cao
""".split()  # noqa: SIM905
# Middle names of men and women.
MIDDLES = """
Văn Thị Đức Minh Hữu Quốc Thanh Ngọc Xuân Đình Thành Công Quang Hồng Kim Thu Bích Gia Bảo Anh Tuấn
""".split()  # noqa: SIM905
# Given names, by which people are called.
GIVEN = """
An Anh Bình Châu Chi Cường Dũng Duy Đạt Đông Giang Hà Hải Hạnh Hằng Hiền Hiếu Hoa Hòa Hùng Hương Huy
Khánh Khoa Lan Linh Long Lộc Mai Minh Mỹ Nam Nga Ngân Nghĩa Ngọc Nhi Nhung Oanh Phong Phúc Phương
Quân Quang Quyên Sơn Tâm Tân Thái Thảo Thắng Thành Thịnh Thu Thủy Thúy Tiến Toàn Trang Trí Trinh
Trung Tú Tuấn Tùng Tuyết Uyên Vân Việt Vinh Vy Yến
""".split()  # noqa: SIM905


def vietnamese_name(rng: random.Random) -> tuple[str, str]:
    """A person or place as Vietnamese spells it, and as English does: the same without its marks."""
    if rng.random() < 0.35:
        name = rng.choice(("Hà Nội", "Huế", "Sa Pa", "Trường Sa", "Gia Lâm", *PLACES))
    else:
        parts = [SURNAMES, MIDDLES, GIVEN][rng.choice([0, 0, 0, 1, 2]) :]
        name = " ".join(rng.choice(part) for part in parts)
    return name, plain(name)
