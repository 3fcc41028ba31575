"""Names that are gone or garbled are findings; names that English spells otherwise are not."""

from __future__ import annotations

import pytest

from mt.translate.check import check
from mt.translate.foreign_names import lost
from mt.values import Flag, FlagKind

LOST = [
    ("OPEC nói giá dầu sẽ tăng.", "NSW said oil prices would rise.", "OPEC"),
    ("Trong báo cáo, OPEC nói sản lượng đã giảm.", "In the report, Arkansas said output had fallen.", "OPEC"),
    ("Đội Caboolture thua ở vòng cuối.", "In the last round Maratoxide lost.", "Caboolture"),
    ("Ông Strabo sống ở Hy Lạp.", "He, Ubaldo, lived in Greece.", "Strabo"),
    ("Tên lửa của NASA nổ.", "The Pentagon rocket of Boeing exploded.", "NASA"),
]

THERE = [
    ("Mưa lớn ở TPHCM.", "Heavy rain in Ho Chi Minh City."),
    ("Nhà nước CHXHCN Việt Nam", "The Socialist Republic of Vietnam"),
    ("Chi nhánh Techcombank tại Đà Nẵng đóng cửa.", "The bank's branch in Da Nang is closed."),
    ("Clip ghi lại cảnh tai nạn ở Hà Nội.", "Footage of the accident in Hanoi."),
    ("Shipper ở Hà Nội kêu mệt.", "Delivery drivers in Hanoi are tired."),
    ("Giáo hoàng Gioan Phaolo II qua đời.", "Pope John Paul II has died."),
    ("OPEC họp ở Vienna.", "OPEC met in Vienna."),
    ("Tại Moskva, ông Friedrich gặp Nikolai.", "In Moscow, Frederick met Nicholas."),
    ("Chiến tranh ở Gruzia", "The war in Georgia"),
    ("Công ty Nitendo ra mắt máy mới.", "The company Nintendo launched a new console."),
    ("Chủ tịch UBND huyện nói với VTV.", "The chairman of the district People's Committee told VTV."),
    ("WHO cảnh báo dịch bệnh.", "The World Health Organization warns of an epidemic."),
    ("Vua Karl VIII trị vì.", "King Charles VIII reigned."),
    ("Nokia nói họ sẽ bán máy.", "The company said it would sell the phone."),
    ("Ông Nguyễn Văn Linh đến Huế.", "Mr. Nguyen Van Linh came to Hue."),
    ("Axit nitric ở Bắc Hải", "Nitric acid in the North Sea"),
    ("ĐỘI CABOOLTURE THUA", "THE TEAM OF CABOOLTURE LOST"),
    ("Đêm Noel ở Paris", "Christmas Eve in Paris"),
]


@pytest.mark.parametrize(("source", "target", "name"), LOST)
def test_a_lost_name_is_a_finding(source: str, target: str, name: str) -> None:
    assert lost(source, target) == [name]
    assert Flag(FlagKind.NAME, f"{name} is missing") in check(source, target)


@pytest.mark.parametrize(("source", "target"), THERE)
def test_a_name_that_is_there_in_some_form(source: str, target: str) -> None:
    assert lost(source, target) == []
