"""Negations that came or went. Right pairs are people's and Google's, and are hardly ever flagged."""

from __future__ import annotations

import html

import pytest

from mt.translate.check import check
from mt.translate.negation import added, lost
from mt.values import FlagKind
from tests.evaluate.samples import own_rows
from tests.translate.test_check import SHARED


@pytest.mark.parametrize(
    ("source", "target", "word"),
    [
        ("Máy bay không thể hạ cánh.", "The plane landed.", "không"),
        ("Đừng mở cửa sổ này.", "Open this window.", "Đừng"),
        ("Họ chưa trả lời thư của tôi.", "They answered my letter.", "Chưa"),
        ("Cấm hút thuốc ở đây.", "The smoke is here.", "Cấm"),
        ("Cấm hút thuốc ở đây.", "No smoking here.", ""),
        ("Máy bay không thể hạ cánh.", "The plane was unable to land.", ""),
        ("Máy bay không thể hạ cánh.", "Landing was impossible.", ""),
        ("Anh có biết bơi không?", "Can you swim?", ""),
        ("Em ăn cơm chưa?", "Have you eaten?", ""),
        ("Hãng hàng không mở đường bay mới.", "The airline opened a new route.", ""),
        ("Vận tải đường không quốc tế tăng.", "International air transport grew.", ""),
        ("Người chưa thành niên phải đi cùng bố mẹ.", "Minors go with their parents.", ""),
        ("Không ít người đã đến từ không giờ.", "Quite a lot of people came from midnight on.", ""),
        ("Không lâu sau, trời tạnh.", "Soon after, the rain stopped.", ""),
        ("Không ai không biết ông.", "Everybody knows him.", ""),
        ("Nhiệt độ không quá 20 độ.", "The temperature is at most 20 degrees.", ""),
        ("Anh ấy khuyên họ không quá phụ thuộc.", "He advises them to depend.", "không"),
        # Not the aerial photo, air traffic and air strike that these begin like.
        ("Việc này không ảnh hưởng đến giá.", "This influences prices.", "không"),
        ("Tờ tiền cũ không lưu thông nữa.", "The old note circulates.", "không"),
        ("Thuế thấp không kích thích sản xuất.", "Low taxes stimulate production.", "không"),
        ("Cấp trên không nhận quà.", "Superiors take gifts.", "không"),
        ("Căn cứ không lực nằm ở phía bắc.", "The air base lies in the north.", ""),
        ("Anh ấy chạy không biết mệt mỏi.", "He runs tirelessly.", ""),
        ("Ông bị cấm xuất cảnh.", "He was barred from leaving the country.", ""),
        ("Cha anh cấm anh hát.", "His father forbade him to sing.", ""),
        ("Không lực lượng nào đến.", "A force came.", "không"),
        ("Không quân đội nào đến.", "An army came.", "không"),
        ("Họ vẫn chưa cưới.", "They are already married.", "chưa"),
        ("Kết quả chẳng khác năm ngoái.", "The result differs from last year's.", "chẳng"),
        ("Ông làm việc chẳng khác gì máy.", "He works like a machine.", ""),
        ("Luật này không bảo vệ ai.", "This law protects everyone.", "không"),
        ("Ông ấy không giữ lời hứa.", "He kept his promise.", "không"),
        ("Họ không bắt ai ở quán bar.", "They arrested him at the bar.", "không"),
        ("Dùng không đúng cách gây hỏng máy.", "Improper use damages the machine.", ""),
        ("Nước ấy không còn nữa.", "That country is gone.", ""),
        ("Vùng này chưa phát triển.", "This region is underdeveloped.", ""),
        ("Nội dung không phù hợp bị gỡ.", "Inappropriate content was removed.", ""),
        ("Anh ấy chưa có kinh nghiệm.", "He is inexperienced.", ""),
        ("Cô ấy không để ý tiếng ồn.", "She is oblivious to the noise.", ""),
        ("Đạo Phật nói về tính không ở đời.", "Buddhism speaks of emptiness in life.", ""),
        ("Loài này không xương sống.", "This species is an invertebrate.", ""),
        ("Trận đánh không phân thắng bại.", "The battle was indecisive.", ""),
        ("Chẳng may anh bị ngã.", "He accidentally fell.", ""),
        ("Cầu thủ ngã trong vòng cấm địa đội bạn.", "The player fell in the penalty area.", ""),
        ("Cô mở nhạc không lời.", "She plays instrumental music.", ""),
        ("Tấm lưới giữ cho chim không bay ra.", "The net keeps the birds in.", ""),
        ("Cô dạy kèm vợ chưa cưới của anh.", "She tutors his fiancee.", ""),
        ("Hai đội là đối thủ không đội trời chung.", "The two teams are mortal rivals.", ""),
        ("Ông ấy không khoan dung.", "He is intolerant.", ""),
        # "ngân hàng", a bank, and not the "hàng không" of an airline; "dân số", a population, and not zero.
        ("Ngân hàng không cho vay nữa.", "The bank lends.", "không"),
        ("Dân số không được kiểm soát.", "The population is controlled.", "không"),
        ("Một số không đồng ý.", "Some agreed.", "không"),
        ("Một số không gian mở cửa.", "Some spaces opened.", ""),
        ("Bộ Quốc phòng không xác nhận tin này.", "The Defense Ministry confirmed the news.", "không"),
        ("Túi xách tay không được vượt quá 7 kg.", "Carry-on bags must exceed 7 kg.", "không"),
        ("Không đoàn số 4 đến tiếp viện.", "The 4th wing came to reinforce them.", ""),
        ("Anh ấy làm cố vấn không chính thức.", "He is an informal adviser.", ""),
        ("Lượng hành khách hàng không tăng mạnh.", "Air passenger numbers rose sharply.", ""),
        ("Lệnh cấm quân đội Nga đi qua có hiệu lực.", "The order lets the Russian army pass.", "cấm"),
        ("Không đoàn nào đến thăm.", "A delegation came to visit.", "không"),
        ("Anh không ngờ vợ phản bội.", "He expected his wife to betray him.", "không"),
        ("Một khoảng không nhỏ đã bán.", "A small part was sold.", "không"),
        ("Bị cáo không nhận tội mưu sát.", "The defendant pleaded guilty to attempted murder.", "không"),
        ("Ông bị buộc tội giết người không thành.", "He was charged with attempted murder.", ""),
        ("Nước ở đây không sâu.", "The water is shallow here.", ""),
        ("Cấm quân canh giữ kinh thành.", "The imperial guard watched over the capital.", ""),
        ("Không ngờ thầy hát hay thế.", "Who knew the teacher sang so well.", ""),
        # As people chat, and in the south.
        ("Bạn ko cần trả tiền.", "You need to pay.", "ko"),
        ("Mình hok biết.", "I know.", "hok"),
        ("Bạn ấy hổng có tiền.", "She has money.", "hổng"),
        ("Tao chả biết.", "I know.", "chả"),
        ("Đau hông quá.", "My hip hurts.", ""),
        ("Có lỗ hổng cho kẻ gian.", "There is a gap for thieves.", ""),
        ("Bún chả ai cũng thích.", "Everybody likes bun cha.", ""),
        ("Thành phố Ko Samui ở đó.", "The city of Ko Samui is there.", ""),
        # Names, and bands.
        ("Cầu bắc qua sông Cấm ở Hải Phòng.", "The bridge crosses the Cam River in Hai Phong.", ""),
        ("Thiền sư Minh Không về chùa.", "The Zen master Minh Khong returned to the pagoda.", ""),
        ("Vì Sao Không Nên Ăn Khuya", "Why You Should Eat Late", "Không"),
        ("Vì Sao Không Ăn Khuya", "Why You Should Eat Late", "Không"),
        ("Mười Điều Không Được Làm", "Ten Things You Must Do", "Không"),
        ("Hãy nói Không với ma túy.", "Say yes to drugs.", "Không"),
        ("Đừng uống nước sống.", "Drink raw water.", "Đừng"),
        ("Quặng chưa tinh chế được chở đi.", "Crude ore is taken away.", ""),
        ("Vật liệu này có vùng cấm rộng.", "This material has a wide bandgap.", ""),
        ("Người dân vào vùng cấm vào ban đêm.", "People enter the area at night.", "cấm"),
        # Said in other words.
        ("Bia bị cấm từ năm 1920.", "Beer was outlawed in 1920.", ""),
        ("Trẻ chưa 6 tuổi được miễn vé.", "Children under 6 enter free.", ""),
        ("Giá cả ở hai chợ không giống nhau.", "Prices differ between the two markets.", ""),
        ("Tài của anh chẳng kém gì em.", "You are as gifted as I am.", ""),
        ("Tổng số không có gì lạ.", "The total is strange.", "không"),
    ],
)
def test_lost(source: str, target: str, word: str) -> None:
    assert lost(source, target).lower() == word.lower()


@pytest.mark.parametrize(
    ("source", "target", "word"),
    [
        ("Các hãng hàng không cung cấp dịch vụ này.", "The airlines don't provide this service.", "n't"),
        ("Hãng hàng không cung cấp vé miễn phí.", "The airline does not provide free tickets.", "not"),
        ("Máy bay không người lái đã cất cánh.", "The drone did not take off.", "not"),
        ("Mỹ không kích căn cứ ở phía bắc.", "The US did not hit the base in the north.", "not"),
        ("Trường học mở cửa sáng nay.", "No school opened this morning.", "No"),
        ("Tổng số không quá 40 người.", "The total may not exceed 40.", ""),
        ("Giữ cho ngón tay không bị sưng.", "Keep the finger so that it does not swell.", ""),
        ("Phiền bác ký vào đây.", "Please sign here, if you don't mind.", ""),
        ("Trường học mở cửa sáng nay.", "No. 5 school opened this morning.", ""),
        ("Ít người đến.", "Not many people came.", ""),
        ("Ông ấy từ chối trả lời.", "He would not answer.", ""),
        ("Anh là An à?", "Aren't you An?", ""),
        ("Hôm nay đẹp trời nhỉ!", "Nice day, isn't it?", ""),
        ("Quán đóng cửa, ông ấy im lặng.", "The shop is not open; he said nothing.", ""),
        ("Mãi đến năm 1990 cầu xong.", "It was not until 1990 that the bridge was done.", ""),
        ("Ông đành phải từ chức.", "He had no choice but to resign.", ""),
        ("Ông đành phải từ chức.", "He did not resign.", "not"),
        ("Với hàng này, chợ đông.", "With No Chinese goods the market is busy.", "No"),
        ("Vụ cháy khiến họ trắng tay.", "The fire left them with nothing.", ""),
        ("Mãi tới năm ngoái cô về.", "Not until last year did she return.", ""),
        ("Các phòng không có máy sưởi.", "The rooms have no heater.", ""),
        ("Pháo phòng không bắn suốt đêm.", "Anti-aircraft guns did not fire all night.", "not"),
        ("Khách hàng không thể rút tiền.", "Customers could not withdraw money.", ""),
        ("Nước máy ở đây uống được, khỏi cần mua.", "Tap water is fine; no need to buy any.", ""),
        ("Ông ra khỏi nhà.", "He did not leave the house.", "not"),
        ("Họ rón rén để khỏi đánh thức con.", "They tiptoed so as not to wake the child.", ""),
        ("Bản thỏa thuận chỉ được ký vào tháng 1.", "The deal wasn't signed until January.", ""),
        ("Cửa hàng mở đến 9 giờ.", "The shop is not open until 9.", "not"),
        ("Chương trình khuyến mãi kéo dài hai tuần.", "The promotion does not last two weeks.", "not"),
        ("Họ cho dân rời khỏi vùng lũ.", "They did not let people leave the flooded area.", "not"),
        ("Chị làm việc gì cũng cẩn thận.", "She is not careful in anything.", "not"),
        ("Anh hy sinh cho đất nước.", "He died for nothing.", "nothing"),
        ("Bản thỏa thuận chỉ được ký vào tháng 1.", "The deal was not signed until January.", ""),
        ("Bài “You Are Not Alone” đứng đầu.", "“You Are Not Alone” came first.", ""),
        ("Bài “I Don't Want It” đứng đầu.", "“I Don't Want It” came first.", ""),
        ("Nhà thờ Notre Dame mở cửa.", "Notre Dame is not open.", "not"),
        ("Ông viết Kamen no kokuhaku năm ấy.", "He wrote Kamen no kokuhaku that year.", ""),
        ("Taira no Tomomori dẫn quân đi.", "Taira no Tomomori led the army.", ""),
        ("Dự án hoàn thành sau mười năm.", "The project was not only finished after ten years.", ""),
    ],
)
def test_added(source: str, target: str, word: str) -> None:
    assert added(source, target) == word


def test_check_says_what_it_misses() -> None:
    (flag,) = check("Máy bay không thể hạ cánh hôm qua.", "The plane landed at noon yesterday.")
    assert (flag.kind, flag.detail) == (FlagKind.NEGATION, "“không” has no counterpart")
    (flag,) = check("Mỹ không kích căn cứ ở Syria.", "The US did not hit the base in Syria.")
    assert (flag.kind, flag.detail) == (FlagKind.NEGATION, "“not”, but the source does not negate")


def test_a_long_line_costs_little() -> None:
    for source in ("Tôi không" + " " * 30_000 + "biết.", "không " * 5_000, "có " * 10_000 + "không"):
        assert isinstance(lost(source, "He knows. " * 5_000), str)
        assert isinstance(added("Trời mưa. " * 5_000, "in" * 20_000 + " not"), str)


def negated(pairs: list[tuple[str, str]]) -> float:
    """Share of the pairs in which a negation seems to be lost or added."""
    return sum(1 for pair in pairs if lost(*pair) or added(*pair)) / len(pairs)


def test_people_s_translations_of_our_own_set() -> None:
    assert negated([(row[2], text) for row in own_rows() for text in row[3:5] if text]) <= 0.01


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data")
@pytest.mark.parametrize("system", ["google", "microsoft", "mozilla-tiny"])
def test_good_systems_are_hardly_ever_flagged(system: str) -> None:
    rows = (SHARED / "test" / "flores200-dev.tsv").read_text(encoding="utf-8").splitlines()
    answers = (SHARED / "rivals" / f"flores200-dev.{system}.en").read_text(encoding="utf-8").split("\n")
    pairs = [(row.split("\t")[0], html.unescape(answer)) for row, answer in zip(rows, answers, strict=False)]
    assert len(pairs) == 997
    assert negated(pairs) <= 0.003


def test_without_marks_a_negation_cannot_be_told() -> None:
    for source, target in (
        ("Toi khong biet gi.", "I don't know anything."),
        ("Anh ay chua an com.", "He hasn't eaten."),
    ):
        assert FlagKind.NEGATION not in {flag.kind for flag in check(source, target)}
