"""Vietnamese names of people and places, which English writes without their marks: Đà Nẵng is Da Nang.

A small model garbles what it has seldom seen. Names that are sure to be names are copied instead: places
from a list, and people by a common surname with two or three more capitalised syllables.
"""

from __future__ import annotations

import re
import unicodedata

from mt.translate.protected import Item

#: Common surnames that are no common words at the same time ("Hoàng", "Vũ", "Đoàn", "Mai"; "Hồ" is a lake).
SURNAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô",
    "Dương", "Đào", "Đinh", "Trương", "Trịnh",
)  # fmt: skip
#: Provinces, cities and islands whose English is the name without its marks. Not those with a name of their
#: own or that are words as well (Hà Nội and Huế are left to the model, which knows them).
PLACES = (
    "Đà Nẵng", "Hải Phòng", "Cần Thơ", "Nha Trang", "Đà Lạt", "Vũng Tàu", "Hạ Long", "Quảng Ninh",
    "Quảng Nam", "Quảng Ngãi", "Quảng Trị", "Quảng Bình", "Thanh Hóa", "Thanh Hoá", "Nghệ An",
    "Hà Tĩnh", "Thừa Thiên Huế",
    "Bình Định", "Phú Yên", "Khánh Hòa", "Khánh Hoà", "Ninh Thuận", "Bình Thuận", "Lâm Đồng", "Đắk Lắk",
    "Đắk Nông", "Gia Lai", "Kon Tum", "Đồng Nai", "Bình Dương", "Bình Phước", "Tây Ninh", "Long An",
    "Tiền Giang", "Bến Tre", "Trà Vinh", "Vĩnh Long", "Đồng Tháp", "An Giang", "Kiên Giang", "Hậu Giang",
    "Sóc Trăng", "Bạc Liêu", "Cà Mau", "Phú Quốc", "Lào Cai", "Hà Giang", "Cao Bằng", "Bắc Kạn", "Lạng Sơn",
    "Thái Nguyên", "Phú Thọ", "Bắc Giang", "Bắc Ninh", "Vĩnh Phúc", "Hải Dương", "Hưng Yên", "Thái Bình",
    "Nam Định", "Ninh Bình", "Hà Nam", "Sơn La", "Điện Biên Phủ", "Điện Biên",
    "Lai Châu", "Yên Bái", "Tuyên Quang", "Hội An", "Côn Đảo", "Tân Sơn Nhất", "Tam Kỳ", "Quy Nhơn",
    "Buôn Ma Thuột", "Pleiku", "Phan Thiết", "Biên Hòa", "Thủ Đức", "Hoàn Kiếm", "Ba Đình",
)  # fmt: skip
# Written as in Vietnamese, but not of Vietnam: English has other names for them.
_FOREIGN = ("Đặng Tiểu Bình", "Hồ Cẩm Đào", "Thái Bình Dương")
#: For a character class.
UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_SYLLABLE = rf"[{UPPER}][^\W\d_{UPPER}]{{1,6}}"
# "Đường Lê Lợi Phường Bến Nghé": another name begins.
_UNIT = r"(?:Phường|Quận|Xã|Huyện|Thành|Tỉnh|Thị)(?!\w)"
_NAME = re.compile(
    rf"(?<![\w-])(?<!Thái )(?!{'|'.join(_FOREIGN)})(?:(?:{'|'.join(sorted(PLACES, key=len, reverse=True))})"
    rf"|(?:{'|'.join(SURNAMES)})(?: {_SYLLABLE})(?: (?!{_UNIT}){_SYLLABLE}){{1,2}}|Hồ Chí Minh)(?![\w-])"
)
#: What stands behind these is a name of Vietnam, where the text is not of its neighbours, whose places have
#: Vietnamese names as well and English ones of their own.
_BEHIND = re.compile(
    r"(?:(?<!\w)(?:(?<!tấn )xã|phường|thị trấn|huyện|thôn|ấp|quận|đường|(?<!ường )phố)"
    r"|(?:^|(?<=[,;(–-] )|(?<=[,;(]))(?:Xã|Phường|Thị trấn|Huyện|Thôn|Ấp|Quận|Đường|Phố)) "
    r"(?!(?:Vành|Cao|Cổ|Cam|Quốc|Hội|Luận|Ủy|Uỷ|Đoàn|Sắt|Tơ|Lụa|Đi|Ray|Nội|Sông|Biển|Một|Hai|Ba)(?!\w)"
    rf"|Hà Nội|Sài Gòn|Việt Nam)((?!{_UNIT}){_SYLLABLE}(?: (?!{_UNIT}){_SYLLABLE}){{1,3}})(?![\w-])"
)
_ABROAD = re.compile(
    r"Trung Quốc|Trung Hoa|Đài Loan|Đài Bắc|Nhật|Hàn Quốc|Triều Tiên|Bình Nhưỡng|Hồng Kông|Ma Cao|Bắc Kinh"
    r"|Thượng Hải|Quảng (?:Đông|Tây|Châu)|Tứ Xuyên|Vân Nam|Hồ (?:Bắc|Nam)|Phúc Kiến|Chiết Giang|Giang Tô"
    r"|Sơn Đông|Seoul|Tokyo"
    r"|(?:nhà|triều|thời|quân) (?:Thanh|Minh|Tống|Đường|Hán|Nguyên|Tần|Lương|Tùy)"
)

# In capitals nothing but what stands around them tells names from words, nor where they end.
_IN_CAPITALS = re.compile(
    rf"(?<!\w)(?:(?:ÔNG|BÀ|ANH|CHỊ|CÔ|BÁC SĨ|GIÁM ĐỐC|CHỦ TỊCH) (?=(?:{'|'.join(SURNAMES).upper()}) )"
    rf"|(?=(?:NGUYỄN|TRẦN|PHẠM|HUỲNH|LÊ|ĐẶNG|NGÔ|BÙI|ĐỖ|PHAN|TRỊNH) (?:VĂN|THỊ|ĐỨC|HỮU) ))"
    rf"((?:{'|'.join(SURNAMES).upper()})(?: [^\W\d_]{{2,7}}){{2}}"
    r"(?: [^\W\d_]{2,7}(?=\s?[,.;:!?()]|\s*$))?)(?!\w)"
)


def vietnamese_names(text: str) -> list[Item]:
    """The names of `text` that are surely names, as they stand there."""
    if text.isupper():
        return [Item("vietnamese", match[1], match.start(1)) for match in _IN_CAPITALS.finditer(text)]
    found = {match.start(): match[0] for match in _NAME.finditer(text)}
    if not _ABROAD.search(text):
        for match in _BEHIND.finditer(text):
            name = found.get(match.start(1), "")
            found[match.start(1)] = max(name, match[1], key=len)
    items: list[Item] = []
    for start, name in sorted(found.items()):
        if not items or items[-1].end <= start:
            items.append(Item("vietnamese", name, start))
    return items


def plain(name: str) -> str:
    """`name` as English writes it.

    >>> plain("Trần Văn Hòa")
    'Tran Van Hoa'
    """
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in bare if not unicodedata.combining(c))
