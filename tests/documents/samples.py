"""Vietnamese text for the tests, written for them; between them the lines use every toned letter."""

from __future__ import annotations

import re

from mt.values import Document, Sentence, Span, Translation

NEWS = """\
Hà Nội mở thêm ba tuyến xe buýt điện

Sở Giao thông vận tải vừa cho biết ba tuyến mới sẽ chạy từ ngày 3/1. Mỗi chuyến chở được 60 khách!
Vé tháng giá 200.000 đồng, rẻ hơn vé cũ.

"Chúng tôi chờ tuyến này đã lâu", chị Hoa, 34 tuổi, nói. Chị đi làm xa nhà 12 km.
Nguồn ảnh: Minh Anh
"""
#: Every Vietnamese letter with every tone, small and capital.
LETTERS = (
    "aàảãáạ ăằẳẵắặ âầẩẫấậ eèẻẽéẹ êềểễếệ iìỉĩíị oòỏõóọ ôồổỗốộ ơờởỡớợ uùủũúụ ưừửữứự yỳỷỹýỵ đ\n"
    "AÀẢÃÁẠ ĂẰẲẴẮẶ ÂẦẨẪẤẬ EÈẺẼÉẸ ÊỀỂỄẾỆ IÌỈĨÍỊ OÒỎÕÓỌ ÔỒỔỖỐỘ ƠỜỞỠỚỢ UÙỦŨÚỤ ƯỪỬỮỨỰ YỲỶỸÝỴ Đ\n"
)
SENTENCE = re.compile(r"\S(?:[^\r\n]*?[.!?](?=\s|$)|[^\r\n]*)")


def sentences(document: Document) -> list[Sentence]:
    """Rough sentences, good enough to have spans."""
    return [
        Sentence(
            found[0],
            Span(document.start + found.start(), document.start + found.end()),
            document.line + document.text.count("\n", 0, found.start()),
        )
        for found in SENTENCE.finditer(document.text)
    ]


def identity(document: Document) -> list[Translation]:
    return [Translation(sentence, sentence.text) for sentence in sentences(document)]
