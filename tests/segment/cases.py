"""Texts with their sentence boundaries marked by hand: "|" stands where a sentence begins."""

VIETNAMESE = """
# Ordinary sentences
Trời mưa to. |Đường ngập hết. |Không ai ra khỏi nhà.
Hôm nay trời đẹp
Anh đi đâu đấy? |Em đi chợ về.
Tuyệt quá! |Chúng ta thắng rồi.
Một. |Hai. |Ba.
Có. |Tôi biết chuyện đó.
Ừ. |Anh biết rồi.
Ở đây vui lắm. |Ông nội cũng thích.
Giá cà phê tăng mạnh.  |Nông dân phấn khởi.
Giá cà phê tăng mạnh.\t|Nông dân phấn khởi.
Giá cà phê tăng mạnh.\u00a0|Nông dân phấn khởi.
# Titles and ranks
TS. Nguyễn Văn Bình đã đến. |Ông rất vui.
PGS.TS. Trần Thị Mai chủ trì hội thảo. |Bà làm việc ở Huế.
GS. Lê Hồng Sơn và ThS. Phạm Quỳnh là đồng tác giả.
BS. Hoàng khám cho tôi. |Ông dặn uống thuốc đều.
Mời KS. Đỗ Minh phát biểu. |Mọi người vỗ tay.
LS. Phan Huy bào chữa cho bị cáo. |Phiên tòa kéo dài ba ngày.
PGS. TS. Vũ Hạnh trả lời phỏng vấn.
GS.TSKH. Đặng Hùng nghỉ hưu. |Học trò đến thăm.
Th.S Nguyễn Lan dạy toán. |Cô rất nghiêm.
NSND. Thu Hiền hát. |Khán giả đứng dậy.
Cảm ơn Mr. Smith và Mrs. Brown. |Họ đã giúp chúng tôi.
Dr. House là phim hay. |Tôi xem ba lần.
# Places
Tôi sống ở TP.HCM. |Nhà tôi gần chợ.
Tôi sống ở TP. HCM đã lâu. |Nhà tôi gần chợ.
Cô ấy quê ở TP. Huế và học ở đó.
Tp. Đà Nẵng rất sạch. |Du khách thích biển.
UBND Tp. Hồ Chí Minh ra thông báo. |Trường học đóng cửa.
Nhà ở Q.1 đắt lắm. |Tôi thuê ở Q.12.
Văn phòng ở P.12, Q. Bình Thạnh, TP.HCM. |Mời anh ghé.
Anh ấy chuyển về Q. 7. |Chị ấy ở lại P. 5.
Dự án trải khắp TP. |Các quận đều hưởng lợi.
Đó là quyết định của UBND. |Dân đồng tình.
Tổ chức này là WHO. |Trụ sở đặt ở Geneva.
# And so on
Chợ bán cam, quýt, v.v. |Giá khá rẻ.
Chợ bán cam, quýt, v.v. và nhiều thứ khác.
Chợ bán cam, quýt, v.v... |Giá khá rẻ.
Cam, quýt, v.v... đều ngọt.
Họ nuôi gà, vịt, ngan, v.v.. |Mỗi năm lãi cao.
Nhiều nước (Mỹ, Anh, v.v.) đã phản đối. |Nga thì không.
# Pages, numbers of things
Xem tr. 12 của sách. |Bài tập ở đó.
Gọi ĐT. 0909 để đặt bàn. |Quán mở cả tuần.
Đây là bản nhạc No. 5 của ông. |Nó rất nổi tiếng.
# Initials
J. K. Rowling viết truyện này. |Bà là người Anh.
Ông N.V. An khai nhận. |Vụ án đang được điều tra.
Công an hỏi bị can T.H. Lan về số tiền này. |Lan im lặng.
Nạn nhân là bé N.T.B. |Gia đình đã báo công an.
Tổng thống Lyndon B. Johnson qua đời. |Ông thọ 64 tuổi.
Bị cáo Nguyễn V. A. khai nhận. |Tòa tuyên án.
Bị cáo Nguyễn Văn A. bật khóc. |Tòa nghỉ trưa.
Bà H. kể lại câu chuyện. |Ai cũng xúc động.
Tôi gặp anh T. |Hôm đó trời mưa.
George W. Bush thăm Hà Nội năm 2006. |Người dân ra đường xem.
Cam giàu vitamin C. |Người già nên ăn.
Bộ trưởng P. Chidambaram phát biểu. |Báo chí đưa tin.
Ông sống ở Washington D.C. trong mười năm.
Quân đội U.S. rút đi. |Người dân trở về.
# Companies and English abbreviations
Công ty ABC Co., Ltd. có trụ sở ở Hà Nội. |Họ bán gạo.
Ông làm cho Apple Inc. |Công ty này trả lương cao.
Trận Việt Nam vs. Thái Lan rất hay. |Chúng tôi thắng.
Dùng trái cây, e.g. Cam hay Táo, để trang trí.
Anh học ở St. Louis hai năm. |Rồi anh về nước.
Ta được A, B, C. |Hệ thống dừng lại.
# Numbers and dates
Giá là 1.500.000 đồng. |Tôi mua ngay.
Lãi suất tăng 2,5 điểm. |Ngân hàng lo ngại.
Vụ việc xảy ra hôm 3/1. |Cảnh sát đã đến.
Ngày 12.3.2020 trường mở cửa. |Học sinh vui mừng.
Tàu chạy lúc 8h30. |Chúng tôi lên đường.
Tàu chạy lúc 8 h. |Chúng tôi lên đường.
Ông mất năm 2004. |Con trai ông nối nghiệp.
Ông mất năm 2004. |12 người con về chịu tang.
Trận đấu kết thúc 3-0. |Khán giả ra về.
Khoảng 25. 000 hộ dân mất nước. |Họ phải mua nước bình.
Xem mục 1.2.3 để biết thêm. |Phần đó khá dài.
Tỉ lệ là 45%. |Con số này cao.
Phiên bản 2.0.1 đã ra. |Hãy cập nhật ngay.
# Headings and list marks
1. Mở đầu
1. Hà Nội là thủ đô. |Dân số khá đông.
2) Huế là cố đô. |Cảnh rất đẹp.
a. Chuẩn bị nguyên liệu. |Rửa sạch rau.
IV. Kết luận
1.2. Phạm vi nghiên cứu
Điều 5. Quyền của người lao động
Chương II. Những quy định chung
Bước 3. Đun sôi nước. |Cho rau vào.
Hình 2. Bản đồ hành chính tỉnh Nghệ An
- Mua sữa. |Mua bánh.
• Rẻ. |• Bền. |• Đẹp.
* Lưu ý quan trọng. |Đọc kỹ trước khi dùng.
Có ba nơi: 1. Hà Nội. |2. Huế. |3. Đà Nẵng.
# Ellipses
Tôi đi... và không về nữa. |Mẹ khóc.
Tôi buồn lắm... |Mẹ cũng vậy.
Anh ấy là… người tốt. |Tôi tin thế.
Chuyện đó xưa rồi… |Giờ ai cũng quên.
...và rồi anh ra đi. |Không ai biết.
... Rồi anh ra đi. |Không ai biết.
Anh nghĩ mãi. |...Rồi anh ra đi.
Trại hè... 864 giờ đáng nhớ.
# Runs of stops
Thật thế sao?! |Tôi không tin.
Giỏi quá!!! |Cả nhà tự hào.
Sao lại thế??? |Ai làm?
Anh nói gì ? |Tôi không nghe rõ .
Anh nói gì ? ! |Tôi không nghe rõ .
# Quotations
"Đi đi!" anh nói. |Cô đứng dậy.
“Đi đi!” anh nói. |Cô đứng dậy.
Anh nói: "Tôi mệt." |Cô im lặng.
Anh nói: “Tôi mệt.” |Cô im lặng.
Anh nói: “Tôi mệt”. |Cô im lặng.
«Tôi mệt.» |Cô im lặng.
"Tôi mệt. |Tôi muốn về." |Cô im lặng.
"Ai đấy?" Nam hỏi. |Không có tiếng đáp.
"Ai đấy?" - Nam hỏi. |Không có tiếng đáp.
"Ai đấy?" - anh hỏi. |Không có tiếng đáp.
"Có thật không?", Lan hỏi. |Mẹ gật đầu.
Lan hỏi: “Ai đấy?” |Nam đáp: “Tôi.” |Cửa mở.
"Con về rồi!" |Mẹ chạy ra cổng.
Anh hỏi: " Em đi đâu ? ". |Cô không đáp.
Anh đáp: " Tôi không biết . " |Cô thở dài.
Ông Ba cười. |"Thế thì tốt", ông nói.
Ông Ba cười. |“thế thì tốt”, ông nói.
Anh mua số 37. |"lạ thật", anh nghĩ.
# Dialogue
– Anh đi đâu đấy? |– Tôi đi chợ.
- Em ăn cơm chưa? |- Em ăn rồi.
– Ai đấy? – Nam hỏi. |– Tôi đây.
— Đi thôi! — cô giục. |— Chờ chút.
# Brackets
Họ thắng (nhờ may mắn). |Ai cũng vui.
Họ thắng (nhờ may mắn.) |Ai cũng vui.
(Ông ấy nghỉ hưu.) |Giờ ông trồng lan.
Nhóm (gồm anh Ba. Và chị Tư) đã đến. |Mọi người chào.
Sông dài 1.149 km.[1] |Nó chảy qua ba tỉnh.
Nhiệt độ lên 98 độ F). |Mandushev giải thích thêm.
Không ai đáp lời. |(thở dài) Tôi đành ra về.
Anh ở TP. (nay là quận) Thủ Đức. |Nhà khá rộng.
Họ sống ở làng. (gần sông)
# URLs, mail, files, names of software
Xem http://vidu.vn/Trang?Id=3.Html để biết. |Cảm ơn.
Gửi thư tới lan.anh@vidu.com.vn. |Chúng tôi sẽ trả lời.
Truy cập www.vidu.vn. |Trang mở cả ngày.
Mở tệp news.txt. |Sửa dòng đầu.
Anh ấy học Node.js và ASP.NET. |Lương khá cao.
Dùng System.Object trong mã. |Sau đó biên dịch.
Tôi dùng C#. |.NET rất tiện.
Gọi con.Open() rồi đọc. |Xong thì đóng.
# No space after the stop
Đó là quyết định của Mỹ.|Nguồn ảnh: Hải quân.
Thôi ta đi.|Anh ở lại nhé.
Ai làm thế?|Tôi không biết.
Quân đội chống IS.|Nguồn ảnh: Sputnik.
Ông sống ở Quảng Trị.|80 năm qua không đổi.
Anh bảo tôi ngồi.|“Chờ chút”, anh nói.
Đó là lỗi của nước này.|Trump không đồng ý.
Đoạn đường dài 12 km.|Xe chạy rất chậm.
Tôi sinh năm 1990.|Quê tôi ở Vinh.
1.Giới thiệu chung
TP.Hồ Chí Minh mở cửa lại. |Dân mừng.
ĐH.Bách Khoa tuyển sinh. |Điểm chuẩn tăng.
# Photo credits
Lũ về trong đêm. |Ảnh: TTXVN. |Nước rút chậm.
Tàu rời cảng. |Nguồn ảnh: Sputnik. |Đây là tàu mới.
Lũ về trong đêm. |(Ảnh: Reuters) |Nước rút chậm.
Lũ về trong đêm (Ảnh: Reuters) |Nước rút chậm.
Lũ về trong đêm (Ảnh: Reuters). |Nước rút chậm.
Người dân dọn bùn. |Ảnh: T.L. |Ngày mai trời nắng.
# Careless lower case
hôm nay tôi mệt. |ngày mai tôi nghỉ.
Tôi mua đất. |giá rất rẻ.
em ăn cơm chưa? |anh đói rồi.
Em đi đâu? anh hỏi khẽ. |Cô không đáp.
Than ôi! còn đâu ngày ấy. |Tôi tiếc mãi.
Tàu đến lúc 8:30. |Chúng tôi ra ga.
Yahoo! từng rất lớn. |Giờ ít ai dùng.
Tên miền của họ là. travel hoặc tương tự.
# Other scripts and languages
今天天气很好。|我们去公园吧！|你来吗？
他说：「走吧。」|我们走了。
The cat sat. |The dog ran away. |Nobody cared.
He lives in the U.S. |He likes it there.
Привет. |Как дела?
Vui quá! 😊 |Mai đi tiếp nhé.
Cờ đây 🇻🇳. |Ai cũng thích.
"""

ENGLISH = """
The cat sat. |The dog ran.
Mr. Smith met Dr. Jones on Jan. 5 in St. Louis. |They spoke.
He works at Apple Inc. |The company pays well.
Fruit, e.g. apples, is good. |So are nuts, etc. |Eat both.
"Go!" he said. |She went.
"Who is it?" Tom asked. |Nobody answered.
See p. 12 and Fig. 3. |Then go on.
John F. Kennedy spoke. |The crowd cheered.
Version 2.0 of Node.js is out. |Update now.
1. Introduction
He paid $3.50. |That was all.
It was over... |The rest is known.
It was... over. |The rest is known.
"""


def read(table: str) -> list[str]:
    lines = table.strip("\n").split("\n")
    return [line.replace("\\t", "\t") for line in lines if line and not line.startswith("#")]
