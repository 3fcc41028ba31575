"""Vietnamese names of people and places, made up at random: what the corpus has too few of."""

from __future__ import annotations

import random
import unicodedata

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
# Provinces, cities, islands and a few quarters.
PLACES = (
    """
Hà Nội, Đà Nẵng, Hải Phòng, Cần Thơ, Huế, Nha Trang, Đà Lạt, Vũng Tàu, Hạ Long, Quảng Ninh, Quảng
Nam, Quảng Ngãi, Quảng Trị, Quảng Bình, Thanh Hóa, Nghệ An, Hà Tĩnh, Thừa Thiên Huế, Bình Định, Phú
Yên, Khánh Hòa, Ninh Thuận, Bình Thuận, Lâm Đồng, Đắk Lắk, Gia Lai, Kon Tum, Đồng Nai, Bình Dương,
Tây Ninh, Long An, Tiền Giang, Bến Tre, Trà Vinh, Vĩnh Long, Đồng Tháp, An Giang, Kiên Giang, Hậu
Giang, Sóc Trăng, Bạc Liêu, Cà Mau, Phú Quốc, Lào Cai, Hà Giang, Cao Bằng, Bắc Kạn, Lạng Sơn, Thái
Nguyên, Phú Thọ, Bắc Giang, Bắc Ninh, Vĩnh Phúc, Hải Dương, Hưng Yên, Thái Bình, Nam Định, Ninh
Bình, Hà Nam, Hòa Bình, Sơn La, Điện Biên, Lai Châu, Yên Bái, Tuyên Quang, Hội An, Sa Pa, Côn Đảo,
Trường Sa, Hoàng Sa, Gia Lâm, Tân Sơn Nhất, Ba Đình
""".replace("\n", " ")
    .strip()
    .split(", ")
)


def vietnamese_name(rng: random.Random) -> tuple[str, str]:
    """A person or place as Vietnamese spells it, and as English does: the same without its marks."""
    if rng.random() < 0.35:
        name = rng.choice(PLACES)
    else:
        parts = [SURNAMES, MIDDLES, GIVEN][rng.choice([0, 0, 0, 1, 2]) :]
        name = " ".join(rng.choice(part) for part in parts)
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return name, "".join(c for c in plain if not unicodedata.combining(c))
