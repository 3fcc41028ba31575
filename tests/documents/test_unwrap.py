from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from mt.documents import paragraphs, read
from mt.values import Document
from tests.documents.samples import NEWS

MAIL = """\
THÔNG BÁO

Kính gửi các anh chị,

Từ thứ hai tuần sau, văn phòng sẽ mở cửa lúc bảy giờ rưỡi
sáng thay vì tám giờ. Anh chị nào đi làm xa xin báo trước
cho phòng nhân sự để được sắp xếp.
Giờ về vẫn như cũ.

Những việc cần làm trước ngày 15:
- gửi lại bảng chấm công của tháng trước cho chị Lan ở
  tầng hai, có chữ ký của trưởng phòng;
- kiểm tra máy in.
1. Đăng ký chỗ gửi xe.
2. Trả lại thẻ cũ.

> Anh Nam viết: Tôi không rõ ngày nào thì bắt đầu áp dụng
> giờ mới, xin cho biết thêm.
Chào anh, từ ngày 15 ạ.

     Thân mến,
     Hương
"""


def texts(document: Document, unwrap: bool = True) -> list[str]:
    return [
        document.text[span.start - document.start : span.end - document.start]
        for span in paragraphs(document, unwrap)
    ]


def test_a_mail_as_a_person_reads_it():
    assert [" ".join(text.split()) for text in texts(Document(MAIL))] == [
        "THÔNG BÁO",
        "Kính gửi các anh chị,",
        "Từ thứ hai tuần sau, văn phòng sẽ mở cửa lúc bảy giờ rưỡi sáng thay vì tám giờ. Anh chị nào đi làm "
        "xa xin báo trước cho phòng nhân sự để được sắp xếp.",
        "Giờ về vẫn như cũ.",
        "Những việc cần làm trước ngày 15:",
        "- gửi lại bảng chấm công của tháng trước cho chị Lan ở tầng hai, có chữ ký của trưởng phòng;",
        "- kiểm tra máy in.",
        "1. Đăng ký chỗ gửi xe.",
        "2. Trả lại thẻ cũ.",
        "> Anh Nam viết: Tôi không rõ ngày nào thì bắt đầu áp dụng > giờ mới, xin cho biết thêm.",
        "Chào anh, từ ngày 15 ạ.",
        "Thân mến,",
        "Hương",
    ]


def test_without_unwrap_each_line_is_its_own():
    assert texts(Document(NEWS), unwrap=False) == [line for line in NEWS.split("\n") if line]


def test_lines_that_are_paragraphs_stay_apart():
    document = Document(
        "\n".join("Câu này dài đến mức không ai ngắt dòng bằng tay cả, " * 3 for _ in range(5))
    )
    assert len(texts(document)) == 5
    assert len(texts(Document("một\nhai\nba\n"))) == 3


def test_first_lines_may_be_indented():
    text = (
        "    Đoạn thứ nhất bắt đầu lùi vào bốn dấu cách rồi chạy tiếp\n"
        + "sang dòng thứ hai và cả dòng thứ ba cho đến khi nó hết chữ,\nrồi thôi.\n"
    )
    text += "    Đoạn thứ hai cũng bắt đầu như vậy và cũng được ngắt dòng\nbằng tay.\n"
    assert [each.lstrip()[:13] for each in texts(Document(text))] == ["Đoạn thứ nhất", "Đoạn thứ hai "]


def test_crlf_and_offsets():
    document = Document(MAIL.replace("\n", "\r\n"), start=1000, line=7)
    spans = paragraphs(document, True)
    assert len(spans) == 13
    assert spans[0].start == 1000


@given(st.text("aB. >-1\n\r\t\fĐ", max_size=200), st.integers(0, 5))
def test_paragraphs_are_lines_in_order_and_miss_nothing(text, start):
    document = Document(text, start=start)
    for unwrap in (True, False):
        at = start
        for span in paragraphs(document, unwrap):
            assert at <= span.start < span.end
            assert not text[at - start : span.start - start].strip()
            at = span.end
        assert not text[at - start :].strip()


def test_pieces_do_not_cut_paragraphs():
    text = "\n\n".join(
        ["Một dòng chữ được ngắt bằng tay ở cột thứ sáu mươi, như thư\ncũ vẫn thế, rồi dòng nữa."] * 200
    )
    pieces = list(read(io.BytesIO(text.encode()), piece_chars=1000, unwrap=True))
    assert len(pieces) > 10
    assert [each for piece in pieces for each in texts(piece)] == texts(Document(text))


def test_blocks_of_code_are_left_out() -> None:
    code = "Xem:\n\n```python\ndef chao(ten):\n    ~~~\n```\nSau đó:\n~~~~\na\n```\n~~~~~\nHết.\n"
    code += "```sh\nkhông đóng\n"
    for unwrap in (False, True):
        found = [code[span.start : span.end] for span in paragraphs(Document(code), unwrap)]
        assert found == ["Xem:", "Sau đó:", "Hết.", "```sh", "không đóng"]
