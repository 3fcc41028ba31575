"""Words of a closed class that became another of that class: "thứ Hai" as Tuesday, "phía bắc" as the south,
"Nhật Bản" as China, "mẹ" as father. What has a figure beside it: mt/translate/measures.py; opposites:
mt/translate/opposites.py.

A word is a finding only where the English has one that nothing in the source could mean, and lacks one that
the source surely has: a word that is merely lost, or put in, may be good style. So each member of a class
says what it surely is in Vietnamese, and what else may mean it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

#: The English word of the target, and the Vietnamese words in whose place it stands.
Exchange = tuple[str, str]
#: Parts of "Japan-based" each; a mother-in-law is none of the class.
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:\.[^\W\d_]+)*(?!-in-law)")


@dataclass(frozen=True, slots=True)
class _Member:
    """sure: Vietnamese that means it; loose: that, and what else may; english: its words, cased as here."""

    sure: re.Pattern[str]
    loose: re.Pattern[str]
    english: tuple[str, ...]


def _members(rows: Iterable[tuple[str, str, str]], cased: bool = False) -> tuple[_Member, ...]:
    """rows: (sure, what else, English words parted by spaces). cased: capitals of the Vietnamese count."""
    flags = re.RegexFlag(0) if cased else re.IGNORECASE
    made = []
    for sure, loose, english in rows:
        both = f"{sure}|{loose}" if loose else sure
        surely, maybe = (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", flags) for pattern in (sure, both))
        made.append(_Member(surely, maybe, tuple(english.split())))
    return tuple(made)


# "người thứ ba" is the third person.
_WEEKDAYS = _members(
    [
        (
            rf"(?i:hôm|ngày|sáng|trưa|chiều|tối|đêm|vào) thứ {day}|[Tt]hứ (?:{day.capitalize()}|{n})",
            rf"(?i:{day}|t{n})|{n}",
            f"{english} {english}s",
        )
        for n, day, english in (
            (2, "hai", "Monday"), (3, "ba", "Tuesday"), (4, "tư", "Wednesday"), (5, "năm", "Thursday"),
            (6, "sáu", "Friday"), (7, "bảy", "Saturday"),
        )
    ]
    + [("(?i:chủ nhật|chúa nhật)", "CN", "Sunday Sundays")],
    cased=True,
)  # fmt: skip
# "tháng 5 và 6" has June, "tháng mười hai" no October for sure.
_MONTHS = _members(
    (
        rf"(?<!rằm )(?<!mùng )tháng (?:{words}|0?{n})(?! (?:một|hai|mươi|trăm|âm|[a-zđ]+ lịch))",
        rf"0?{n}|{words}",
        english,
    )
    for n, words, english in (
        (1, "một|giêng", "January Jan"), (2, "hai", "February Feb"), (3, "ba", "March"),
        (4, "tư|bốn", "April Apr"), (5, "năm", "May"), (6, "sáu", "June"), (7, "bảy|bẩy", "July"),
        (8, "tám", "August Aug"), (9, "chín", "September Sept Sep"), (10, "mười", "October Oct"),
        (11, "mười một", "November Nov"), (12, "mười hai|chạp", "December Dec"),
    )
)  # fmt: skip
_SIDE = "(?:phía|miền|hướng|bờ|mạn)"


def _directions(english: str) -> str:
    words = [english + ending for ending in ("", "ern", "erly", "ward", "wards", "ernmost")]
    if english in ("north", "south"):
        words += [f"{english}{side}{ending}" for side in ("east", "west") for ending in ("", "ern")]
    else:
        words += [f"{side}{english}{ending}" for side in ("north", "south") for ending in ("", "ern")]
    return " ".join([*words, *(word.capitalize() for word in words)])


_DIRECTIONS = _members(
    (
        (rf"{_SIDE} (?:(?:đông|tây) )?bắc", r"bắc|Triều Tiên|\w*north\w*", _directions("north")),
        (rf"{_SIDE} (?:(?:đông|tây) )?nam", r"nam|Hàn|\w*south\w*", _directions("south")),
        (rf"{_SIDE} đông", r"đông|\w*east\w*", _directions("east")),
        (rf"{_SIDE} tây", r"tây|\w*west\w*", _directions("west")),
    )
)
_COUNTRIES = _members(
    (
        ("Nhật Bản", r"Nhật|Đông Kinh|Tokyo|Phù Tang|Japan\w*", "Japan Japanese"),
        (
            "Trung Quốc|Trung Hoa",
            r"Trung|Hoa|Hán|Tàu|Bắc Kinh|Quan thoại|(?:nhà|triều) [A-ZĐ]\w+|Chin\w+",
            "China Chinese",
        ),
        (
            "Hàn Quốc|Triều Tiên|Cao Ly",
            r"Hàn|Triều|Bình Nhưỡng|Seoul|Korea\w*",
            "Korea Koreas Korean Koreans",
        ),
        ("Thái Lan|Xiêm La", r"Thái|Xiêm|Tai|Thai\w*", "Thailand Thai Thais Siam Siamese"),
        (
            "Campuchia|Cam-pu-chia|Cao Miên",
            r"Khmer|Miên|Chân Lạp|Khơ ?[Mm]e|Camb\w+",
            "Cambodia Cambodian Cambodians",
        ),
        ("nước Lào|người Lào", r"Lào|Ai Lao|Lao|Laos", "Laos Laotian Laotians"),
        (
            "nước Pháp|người Pháp|thực dân Pháp|quân Pháp|tiếng Pháp",
            r"Pháp|Paris|Franc\w+|French\w*",
            "France French",
        ),
        (
            "nước Đức|người Đức|tiếng Đức|Đức quốc xã|quân Đức",
            r"Đức|Phổ|Berlin|German\w*|Deutsch\w*",
            "Germany German Germans",
        ),
        (
            "nước Anh|người Anh|Anh quốc|Anh Quốc|Vương quốc Anh|quân Anh",
            r"Anh|ANH|Luân Đôn|London|UK|Brit\w+|Eng\w+|Liên hiệp Anh",
            "Britain British Britons England UK U.K Kingdom",
        ),
        (
            "Hoa Kỳ|nước Mỹ|người Mỹ|quân Mỹ|Hợp chúng quốc",
            r"M[ỹĩ]|Huê Kỳ|US|USA|U\.S|Washington|Americ\w*|châu Mỹ|Bắc Mỹ|Nam Mỹ|Hiệp chúng quốc"
            r"|Hợp chủng quốc",
            "America American Americans U.S U.S.A USA US States",
        ),
        (
            "nước Nga|người Nga|Liên bang Nga|Liên Xô|quân Nga|tiếng Nga",
            r"Nga|Xô|Moskva|Moscow|Matxcơva|Russia\w*|Soviet\w*",
            "Russia Russian Russians Soviet Soviets USSR",
        ),
        ("Tây Ban Nha", r"Catal\w+|Madrid|Barcelona|Spa\w+|Hispan\w+", "Spain Spanish Spaniards"),
        ("Bồ Đào Nha", r"Bồ|Lisbo\w+|Portug\w+", "Portugal Portuguese"),
        ("nước Ý|người Ý|tiếng Ý|Italia|Italy", r"Ý|Roma|Rome|La Mã|Itali\w+", "Italy Italian Italians"),
        ("Hà Lan", r"Hòa Lan|Amsterdam|Dutch\w*", "Netherlands Dutch Holland"),
        ("Ba Lan", r"Warsaw|Pol\w+", "Poland Polish"),
        ("Th[uụ][ỵy] Điển", r"Stockholm|Swed\w+", "Sweden Swedish Swedes"),
        ("Th[uụ][ỵy] S[ĩỹ]", r"Gen[eè]v\w+|Swiss\w*|Zurich", "Switzerland Swiss"),
        ("Na Uy", r"Oslo|Norw\w+", "Norway Norwegian Norwegians"),
        ("Đan Mạch", r"Copenhagen|Dan\w+", "Denmark Danish Danes"),
        ("Phần Lan", r"Helsinki|Fin\w+", "Finland Finnish Finns"),
        ("Hy Lạp|Hi Lạp", r"Athen\w*|Gree\w+|Hellen\w+", "Greece Greek Greeks"),
        ("Thổ Nhĩ K[ỳì]", r"Thổ|Turk\w*|Ottoman|Đột Quyết|Istanbul", "Turkey Turkish Turks Türkiye"),
        ("Ấn Độ", r"Ấn|Delhi|Hind\w+|India\w*|Thiên Trúc|da đỏ", "India Indian Indians"),
        ("Úc|Australia", r"Austral\w+|Sydney", "Australia Australian Australians"),
        ("Canada|Gia Nã Đại", r"Canad\w+", "Canada Canadian Canadians"),
        ("Ai Cập", r"Cairo|Egypt\w*", "Egypt Egyptian Egyptians"),
        ("Đài Loan", r"Đài|Taiwan\w*", "Taiwan Taiwanese"),
        (
            "Philippines|Phi Luật Tân",
            r"Phi|Phi-li\w+|Philip\w+|Manila",
            "Philippines Philippine Filipino Filipinos",
        ),
        ("Indonesia|Nam Dương", r"In-đô\w*|Indones\w+|Java", "Indonesia Indonesian Indonesians"),
        ("Malaysia", r"Mã Lai|Ma-lai\w*|Mal\w+", "Malaysia Malaysian Malaysians"),
        ("Singapore|Tân Gia Ba", r"Xin\w*|Sing\w+", "Singapore Singaporean"),
        ("Miến Điện|Myanmar", r"Miến|Mi-an-ma|Burm\w+", "Myanmar Burma Burmese"),
        ("Mông Cổ", r"Mông|Nguyên|Mongol\w*", "Mongolia Mongolian Mongolians Mongol Mongols"),
        (
            "Việt Nam",
            r"Việt|VN|nước ta|nước nhà|đất nước|trong nước|cả nước|Hà Nội|Sài Gòn|An Nam|Đại Nam|Nam|Viet\w*",
            "Vietnam Vietnamese Viet",
        ),
        ("Brazil|Brasil|Ba Tây", r"Bra[sz]il\w*", "Brazil Brazilian Brazilians"),
        ("México|Mexico|Mễ Tây Cơ", r"Mê-hi-cô|M[eé]xic\w*", "Mexico Mexican Mexicans"),
        ("Argentina", r"Argentin\w*|Á Căn Đình", "Argentina Argentine Argentinian"),
        ("Iran|Ba Tư", r"I-ran|Iran\w*|Pers\w+|Péc", "Iran Iranian Iranians Persia Persian Persians"),
        ("Iraq", r"I-r[ắa][cq]\w*|Iraq\w*", "Iraq Iraqi Iraqis"),
        ("Israel", r"Do Thái|I-?xra-?en|Israel\w*", "Israel Israeli Israelis"),
        ("Ukraina|Ukraine", r"U-crai-na|Ukrain\w+", "Ukraine Ukrainian Ukrainians"),
    ),
    cased=True,
)  # fmt: skip
#: Not that of "tuyên bố", "bố trí" and the like.
_FATHER = (
    "(?<!khủng )(?<!công )(?<!tuyên )(?<!phân )(?<!ban )(?<!bãi )"
    "bố(?! (?:trí|cục|ráp|cáo|thí|phòng|chánh|đức))"
)
# Two by two. "Son" is a Vietnamese name.
_KIN = _members(
    (
        (
            "mẹ(?! (?:vợ|chồng))",
            "má|mẫu|mạ|mệ|u|bu|bầm|bà|mụ|sinh|bầu",
            "mother mothers mom moms mommy mum Mother Mom",
        ),
        (
            rf"{_FATHER}(?! (?:mẹ|vợ|chồng))|cha(?! (?:mẹ|vợ|chồng|xứ))",
            rf"ba|{_FATHER}|cha|tía|thầy|phụ|ông|đức|linh mục|giáo hoàng|quân|thánh|tổ|dad",
            "father fathers dad dads daddy Father Dad",
        ),
        (
            "(?<!bố )(?<!cha )(?<!mẹ )(?<!anh )(?<!em )(?<!chị )vợ(?! chồng)",
            "vợ|phu nhân|bà|thê|hoàng hậu|phi|cưới|góa|goá|thiếp|hôn|gả|gia đình",
            "wife wives Wife",
        ),
        (
            "(?<!mẹ )(?<!bố )(?<!vợ )(?<!anh )(?<!em )(?<!nhà )chồng(?! (?:chất|chéo|sách|đĩa|lên|bát|lấn))",
            "chồng|phu|cưới|ông|hôn|góa|goá|gia đình",
            "husband husbands Husband",
        ),
        ("con trai", "trai|con(?! gái)|tử|cậu|nam|thằng|nhóc|cháu|em|bé|chàng|cha", "son sons"),
        ("con gái", "gái|con(?! trai)|công chúa|nữ|cô|cháu|em|bé|nàng|nhi", "daughter daughters"),
    )
)
_AREAS = _members(
    (
        ("m3|m³|mét khối", "khối|lập phương", "cubic"),
        ("m2|m²|km2|km²|mét vuông|ki-?lô-?mét vuông", "vuông|bình phương|quảng trường", "square"),
    )
)
_LAND = _members(
    (("ha|héc-?ta|hecta", "héc", "hectare hectares"), ("mẫu Anh|acre", "mẫu|acres", "acre acres"))
)
_DEGREES = _members(
    (("(?<=°)C|(?<=độ )C", "C|Celsius", "Celsius"), ("(?<=°)F|(?<=độ )F", "F|Fahrenheit", "Fahrenheit"))
)
_KINSHIP = (_KIN[:2], _KIN[2:4], _KIN[4:])
_CLASSES = (_AREAS, _LAND, _DEGREES, _WEEKDAYS, _MONTHS, _DIRECTIONS, _COUNTRIES, *_KINSHIP)
#: By English word the members that it names, with the number of their class: northwest is north and west.
ENGLISH: dict[str, list[tuple[int, _Member]]] = {}
for _number, _class in enumerate(_CLASSES):
    for _each in _class:
        for _word in _each.english:
            ENGLISH.setdefault(_word, []).append((_number, _each))
# The month, not the verb or the name.
_MAY = re.compile(
    r"(?:[0-9] |\b(?:in|on|of|since|until|by|early|late|last|this|next|between|from|to|and|mid)[ -])May\b"
    r"|\bMay [0-9]"
)


def found(source: str, target: str) -> Iterator[Exchange]:
    """Of each class the first word of `target` that stands for another of the class in `source`."""
    given: dict[int, list[tuple[str, _Member]]] = {}
    for word in _WORD.findall(target):
        if word in ENGLISH and (word != "May" or _MAY.search(target)):
            for number, member in ENGLISH[word]:
                given.setdefault(number, []).append((word, member))
    for number, words in given.items():
        if exchange := _exchange(source, words, _CLASSES[number]):
            yield exchange


def _exchange(
    source: str, words: Sequence[tuple[str, _Member]], members: Sequence[_Member]
) -> Exchange | None:
    extra = next((word for word, member in words if not member.loose.search(source)), None)
    if extra is None:
        return None
    there = [member for _, member in words]
    for member in members:
        if member not in there and (lost := member.sure.search(source)):
            return extra, lost[0]
    return None
