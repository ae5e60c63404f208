"""What people, shops and complaints of the generated world are called, in Chinese and English."""

from random import Random
from typing import Final, NamedTuple

SURNAMES: Final = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程"
)
GIVEN: Final = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志云海峰雪晨宇欣怡子涵浩然"
)
ENGLISH: Final = (
    "Alder", "Birch", "Cedar", "Dogwood", "Elmer", "Ferney", "Gorse", "Hazelton", "Ivory",
    "Juniper", "Kelper", "Larcher", "Maplewood", "Nettleton", "Oakley", "Pinder", "Quince",
    "Rowanson", "Sorrel", "Thistle", "Umber", "Vetchley", "Willowby", "Yarrow",
)  # fmt: skip
CITIES: Final = tuple(
    f"{city}{part}"
    for city in ("杭州", "宁波", "上海", "苏州", "南京", "武汉", "成都", "广州", "深圳", "西安")
    for part in ("东区", "西区", "南区", "北区", "新区", "滨江")
)
TRADES: Final = ("家居", "建材", "卫浴", "电器", "装饰", "暖通", "门窗", "安装")
STREETS: Final = ("解放路", "中山路", "人民路", "学院路", "和平街", "文化路", "河滨路", "园区大道")
PLACES: Final = ("主卧卫生间", "厨房", "阳台", "客厅", "店面", "次卧", "书房", "办公室")


class Ware(NamedTuple):
    """A product or a symptom, in three languages."""

    code: str
    en: str
    hans: str
    hant: str


_KINDS: Final = (
    Ware("BH", "bathroom heater", "浴霸", "浴室暖風機"),
    Ware("DR", "drying rack", "晾衣架", "曬衣架"),
    Ware("CL", "ceiling light", "吸顶灯", "吸頂燈"),
    Ware("RH", "range hood", "抽油烟机", "抽油煙機"),
    Ware("WH", "water heater", "热水器", "熱水器"),
    Ware("SL", "smart lock", "智能门锁", "智慧門鎖"),
    Ware("TP", "toilet seat", "智能马桶盖", "免治馬桶座"),
    Ware("AC", "air conditioner", "空调", "冷氣機"),
)
PRODUCTS: Final = tuple(
    Ware(f"{kind.code}-{size}", f"{kind.en} {size}", f"{kind.hans}{size}", f"{kind.hant}{size}")
    for kind in _KINDS
    for size in (100, 200, 300, 500, 800)
)
SYMPTOMS: Final = (
    Ware("leaks", "leaks", "漏水", "漏水"),
    Ware("falls", "came down", "掉下来", "掉下來"),
    Ware("dead", "does not start", "不启动", "無法啟動"),
    Ware("noise", "makes a noise", "有异响", "有異音"),
    Ware("smell", "smells burnt", "有焦味", "有焦味"),
    Ware("loose", "is loose", "松动", "鬆動"),
    Ware("trips", "trips the fuse", "跳闸", "跳電"),
    Ware("cold", "does not get warm", "不热", "不熱"),
    Ware("stuck", "is stuck", "卡住", "卡住"),
    Ware("scratched", "arrived scratched", "有划痕", "有刮痕"),
)
_WHEN: Final = (
    ("since yesterday", "从昨天开始"),
    ("for a week", "已经一个星期了"),
    ("right after it was fitted", "刚装好就这样"),
    ("every time it rains", "一下雨就这样"),
    ("in the middle of the night", "半夜里"),
    ("whenever it is switched on", "一打开就这样"),
)
_MORE: Final = (
    ("the installer said it was normal and left", "师傅说没事就走了"),
    ("the shop does not pick up the phone", "店里一直不接电话"),
    ("an old person lives here", "家里有老人"),
    ("water drips onto the floor below", "水滴到楼下去了"),
    ("the drill holes are too wide", "打的孔太大了"),
    ("nobody came at the agreed time", "约好的时间没人来"),
    ("it was repaired twice already", "已经修过两次了"),
    ("the wall is cracked now", "墙都裂了"),
)
_WISHES: Final = (
    ("repair it", "尽快修好"),
    ("a new one", "换新的"),
    ("money back", "退款"),
    ("an apology", "要个说法"),
)
_DONE: Final = (
    ("Fitted a wider bracket and sealed it anew.", "换了加宽支架，重新打胶。"),
    ("Replaced the control board.", "更换了控制板。"),
    ("Tightened the connection and tested for an hour.", "接头重新拧紧，试机一小时。"),
)
_NOTES: Final = (
    ("Spoke to the customer, we come tomorrow.", "已联系客户，约明天上门。"),
    ("Apologised, sent a picture of the part.", "已道歉，发了配件照片。"),
)


class Said(NamedTuple):
    """A complaint: the line for lists, the whole of it, and what is wanted."""

    summary: str
    body: str
    wish: str


def person(random: Random, *, chinese: bool) -> str:
    """A name that belongs to nobody."""
    if chinese:
        return random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=random.choice((1, 2, 2))))
    return f"{random.choice(ENGLISH)} {random.choice(ENGLISH)}"


def complaint(random: Random, product: Ware, symptom: Ware, *, chinese: bool) -> Said:
    """What somebody said on the phone."""
    at = 1 if chinese else 0
    when, more, wish = (random.choice(pool)[at] for pool in (_WHEN, _MORE, _WISHES))
    other = random.choice(_MORE)[at]
    if chinese:
        summary = f"{product.hans}{symptom.hans}，{when}"
        return Said(summary, f"{summary}，{more}，而且{other}。", wish)
    summary = f"{product.en} {symptom.en} {when}"
    return Said(summary, f"{summary}; {more}, and {other}.", wish)


def done(random: Random, *, chinese: bool) -> str:
    """What a dealer says was done."""
    return random.choice(_DONE)[1 if chinese else 0]


def note(random: Random, *, chinese: bool) -> str:
    """What a dealer's desk notes of a call."""
    return random.choice(_NOTES)[1 if chinese else 0]


def mobile(random: Random) -> tuple[str, str]:
    """A mobile number as it is spelled, and in its normal form."""
    digits = f"{random.choice((136, 138, 150, 159, 186, 199))}{random.randrange(10**8):08d}"
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}", f"86{digits}"
