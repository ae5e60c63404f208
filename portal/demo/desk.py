"""A working day around the stories: cases of every kind on every desk."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from models import DeclineReason, Outcome, Severity
from models.intake import EnquiryTopic, Sign
from portal.cases.decline import decline_offer
from portal.cases.enquire import record_enquiry
from portal.demo.parties import Bought
from portal.demo.play import Play


class Small(NamedTuple):
    """One small case: who, what, how bad, with whom, and how far it has come."""

    name: str
    phone: str
    product: str
    symptom: str
    what: str
    shop: str
    installer: str
    far: str  # triage, offered, accepted, contacted, scheduled, visited, resolved, closed
    minutes_ago: int
    severity: Severity = Severity.NORMAL


DESK_OF: Final = {
    "河东顺和店": "shunhe",
    "北苑佳筑店": "beiyuan",
    "城南合众店": "chengnan",
    "西湾厚德店": "xiwan",
    "Harbourside Interiors": "harbour",
    "总部服务队": "ownteam",
}
MAIL_OF: Final = {
    "高俊": "gaojun", "丁毅": "dingyi", "常青": "changqing", "田野": "tianye",
    "祝山": "zhushan", "Samuel Ong": "samuel", "郭师傅": "guo",
}  # fmt: skip
U, N, M = Severity.URGENT, Severity.NORMAL, Severity.MINOR
BY, CN, XW, HS = "北苑佳筑店", "城南合众店", "西湾厚德店", "河东顺和店"
HI = "Harbourside Interiors"
DAY: Final = 24 * 60
SMALL: Final = (
    Small("韩女士", "199 0000 0913", "GW-60", "leak", "热水器接口滴水，越来越大。", BY, "常青", "triage", 4, U),
    Small("许先生", "199 0000 8840", "CP-300", "scratched", "踢脚线旁一处色差。", XW, "祝山", "triage", 25, M),
    Small("贺先生", "199 0000 6658", "BH-120", "noise", "浴霸异响，风量变小。", BY, "常青", "offered", 50, N),
    Small("冯先生", "199 0000 3345", "BH-120", "dead", "浴霸不热，照明正常。", CN, "田野", "offered", 75, N),
    Small("田女士", "199 0000 9027", "FL-400", "loose", "地板空鼓约六片。", BY, "常青", "accepted", 130, N),
    Small("高女士", "199 0000 6091", "CP-300", "noise", "吊顶灯条闪烁。", HS, "丁毅", "accepted", 260, N),
    Small("马先生", "199 0000 2764", "WD-210", "warped", "淋浴房旁木门下沉。", XW, "祝山", "contacted", 400, N),
    Small("姚女士", "199 0000 7719", "KC-850", "noise", "抽屉滑轨有异声。", CN, "田野", "contacted", 520, M),
    Small("Mr Pillai", "199 0000 5531", "GW-60", "dead", "Heater does not light in the evening.", HI, "Samuel Ong", "contacted", 300, N),
    Small("祝女士", "199 0000 8236", "KC-850", "scratched", "台面开裂，要说法。", XW, "祝山", "scheduled", DAY, N),
    Small("云岭酒店", "199 0000 2190", "WD-210", "loose", "客房门锁十二把失灵。", "总部服务队", "郭师傅", "scheduled", DAY + 200, N),
    Small("Ms Okafor", "199 0000 5547", "FL-400", "noise", "Boards creak in the hall.", HI, "Samuel Ong", "scheduled", DAY + 90, M),
    Small("宁先生", "199 0000 0358", "FL-400", "warped", "地板起拱，靠阳台。", CN, "田野", "visited", 2 * DAY, N),
    Small("曹女士", "199 0000 1186", "WD-210", "warped", "木门变形，换扇一樘。", XW, "祝山", "resolved", 2 * DAY, N),
    Small("金先生", "199 0000 1527", "KC-850", "late", "说明书缺页，要电子版。", BY, "常青", "resolved", 3 * DAY, M),
    Small("Mrs Lindqvist", "199 0000 5560", "KC-850", "late", "Two drawer fronts missing.", HI, "Samuel Ong", "resolved", 2 * DAY, N),
    Small("曹兰", "199 0000 1186", "BH-120", "noise", "油烟机异响，要求上门。", BY, "常青", "closed", 6 * DAY, N),
    Small("苏先生", "199 0000 4471", "KC-850", "loose", "橱柜铰链脱落，门关不上。", CN, "田野", "closed", 11 * DAY, N),
    Small("Mr Haddad", "199 0000 5571", "CP-300", "leak", "Stain after the storm, bathroom.", HI, "Samuel Ong", "closed", 15 * DAY, N),
)  # fmt: skip
ORDER: Final = (
    "triage", "offered", "accepted", "contacted", "scheduled", "visited", "resolved", "closed",
)  # fmt: skip
STEP: Final = timedelta(minutes=14)


def fill(play: Play) -> None:
    """Each small case to where it has come, a second decline, and a few answered calls."""
    for number, small in enumerate(SMALL):
        _play(play, small, ("linwen", "chenyu", "grace")[number % 3])
    _declined_twice(play)
    for minutes, topic in (
        (33, EnquiryTopic.PRICE),
        (95, EnquiryTopic.CARE),
        (160, EnquiryTopic.STORE),
    ):
        agent = play.scene.by(play.parties.users["linwen"], play.scene.ago(minutes))
        record_enquiry(play.scene.session, agent, topic, now=play.scene.ago(minutes))


def _play(play: Play, small: Small, agent: str) -> None:
    when = play.scene.ago(small.minutes_ago)
    bought = Bought(
        small.name, small.phone, small.product, small.shop, small.installer,
        district=small.shop[:2], order=f"D-{small.phone[-4:]}",
    )  # fmt: skip
    signs = frozenset({Sign.WATER, Sign.SPREADING}) if small.severity is U else frozenset()
    case = play.opens(
        agent, when, bought, small.what, symptom=small.symptom, severity=small.severity, signs=signs
    )
    far, desk = ORDER.index(small.far), DESK_OF[small.shop]
    if far >= 1:
        play.offers(agent, when + STEP, case, small.shop)
    if far >= 2:
        play.accepts(desk, when + 2 * STEP, case)
    if far >= 3:
        play.rings_customer(desk, when + 3 * STEP, case, _said(small))
    if far == 4:
        start = play.scene.day(-1, "09:00")
        play.books(desk, when + 4 * STEP, case, (small.installer,), _free(start, small))
    if far >= 5:
        start = when + timedelta(hours=20)
        play.books(desk, when + 4 * STEP, case, (small.installer,), start)
        play.visits(MAIL_OF[small.installer], start + timedelta(minutes=35), case,
                    _found(small), _done(small))  # fmt: skip
        when = start + timedelta(hours=2)
    if far >= 6:
        play.resolves(desk, when + STEP, case, _done(small))
    if far >= 7:
        other = "zhouli"
        play.calls_back(other, _calling_time(play, when), case, outcome=Outcome.SETTLED)


def _calling_time(play: Play, after: datetime) -> datetime:
    """The next day at half past ten: customers are called from 9 to 20 only (K1)."""
    days = (play.scene.now - after).days
    return play.scene.day(max(days - 1, 0), "10:30")


def _free(start: datetime, small: Small) -> datetime:
    """Two visits of one person on one morning do not overlap."""
    return start + timedelta(hours=4 if small.name.isascii() else 0)


def _said(small: Small) -> str:
    return "We ring before we come." if small.name.isascii() else "跟客户约好，来之前先打电话。"


def _found(small: Small) -> str:
    return "As described." if small.name.isascii() else "跟客户说的一样。"


def _done(small: Small) -> str:
    return "Replaced and tested." if small.name.isascii() else "更换并试过，正常。"


def _declined_twice(play: Play) -> None:
    """Two dealers said no: it lies with the supervisor (O2)."""
    scene = play.scene
    when = scene.ago(240)
    bought = Bought(
        "王女士", "199 0000 6614", "CP-300", XW, "祝山", district="西湾", order="D-6614"
    )
    case = play.opens("chenyu", when, bought, "卖场搬走了，吊顶边条全翘起来。", symptom="loose")
    for number, (shop, reason) in enumerate(
        ((XW, "不是我们店卖的。"), (BY, "这周排满了，没有人手。"))
    ):
        moment = when + STEP * (2 * number + 1)
        play.offers("chenyu", moment, case, shop)
        dealer = scene.by(play.parties.users[DESK_OF[shop]], moment + STEP)
        code = DeclineReason.NOT_OURS if number == 0 else DeclineReason.NO_CAPACITY
        decline_offer(scene.session, dealer, case.id, code, reason, version=None, now=moment + STEP)
