"""The four stories of the demo, as far as they have come by the time somebody looks."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from models import Bearer, Case, ContactHow, CustomerKind, CustomersWord, DealerSays, Severity
from portal.cases.chase import record_chase
from portal.cases.comment import comment_on_case
from portal.cases.note_dealer_word import note_dealer_word
from portal.cases.open import PromiseMade
from portal.cases.praise import record_praise
from portal.cases.promise import make_promise
from portal.cases.relay import Relay, relay_case
from portal.cases.report_accused_contact import report_accused_contact
from portal.demo.paper import find_it_vacant, print_cards
from portal.demo.parties import Bought
from portal.demo.play import Play
from portal.installers.explain import shown_complaints
from portal.installers.plead import contest_complaint

EARLIER: Final = (
    ("薛女士", "199 0000 2211", "厨房吊顶装好一个月就往下掉，打孔打了五六个都没固定住。", 58),
    ("曾先生", "199 0000 2212", "阳台扣板松动，师傅在同一处打了好几个孔，还说公司就这么规定。", 31),
)


def tell(play: Play) -> None:
    """All four; the first one is still in the middle of its worst hour."""
    print_cards(play)
    ceilings_before(play)
    booked_before_the_third(play)
    _the_leaking_ceiling(play)
    _contested(play)
    _out_of_warranty(play)
    _the_firm_answer(play)
    _five_companies(play)


def ceilings_before(play: Play) -> None:
    """Two customers complained of the same person before: nobody can say "never"."""
    for name, phone, what, days in EARLIER:
        scene = play.scene
        bought = Bought(
            name, phone, "CP-300", "河东顺和店", "邱磊", place="厨房", order=f"SH-25{days:02}-01"
        )
        case = play.opens(
            "linwen", scene.day(days, "09:40"), bought, what, symptom="loose",
            names_the_installer=True, wish="换人来装牢",
        )  # fmt: skip
        play.offers("linwen", scene.day(days, "09:48"), case, "河东顺和店")
        play.accepts("shunhe", scene.day(days, "10:20"), case)
        play.rings_customer("shunhe", scene.day(days, "11:30"), case, "约好明天上午换高师傅去看。")
        start = scene.day(days - 1, "09:00")
        play.books("shunhe", scene.day(days, "11:40"), case, ("高俊",), start)
        play.visits("gaojun", start + timedelta(minutes=35), case,
                    "膨胀管规格不对，孔打偏。", "换宽支架重新固定六处。")  # fmt: skip
        play.resolves("fang", scene.day(days - 1, "14:00"), case, "换支架重装，补了打坏的板。")
        play.calls_back("chenyu", scene.day(days - 2, "10:30"), case, treated=4,
                        note="装牢了。希望别再派那位师傅。")  # fmt: skip


def booked_before_the_third(play: Play) -> None:
    """A visit of the person who is held today: somebody else has to go, and is named (S1)."""
    scene = play.scene
    bought = Bought(
        "魏先生", "199 0000 2213", "CP-300", "河东顺和店", "高俊", place="客厅",
        order="SH-2508-0127",
    )  # fmt: skip
    case = play.opens(
        "chenyu", scene.day(2, "10:05"), bought,
        "客厅吊顶有一条边翘起来，想请人来压平。", symptom="loose", wish="这周来修",
    )  # fmt: skip
    play.offers("chenyu", scene.day(2, "10:11"), case, "河东顺和店")
    play.accepts("shunhe", scene.day(2, "10:40"), case)
    play.rings_customer("shunhe", scene.day(2, "11:15"), case, "约好后天上午上门。")
    play.books("shunhe", scene.day(2, "11:20"), case, ("邱磊",), scene.day(-2, "09:00"))


def _contested(play: Play) -> None:
    """The dealer does not take the third complaint as it is: a supervisor is asked (S2)."""
    scene = play.scene
    when = scene.ago(70)
    manager = scene.by(play.parties.users["fang"], when)
    person = play.parties.installers["邱磊"]
    known = shown_complaints(scene.session, person, now=when)
    contest_complaint(
        scene.session, manager, person.id, known[0].case_id,
        "这一家的孔是水电工后来打的，邱磊装完时有照片。", now=when,
    )  # fmt: skip


def _the_leaking_ceiling(play: Play) -> None:
    """Story 1: heard on a Saturday, passed on, denied; a promise at the end of this hour."""
    scene, session = play.scene, play.scene.session
    saturday = scene.last_saturday()
    relayer = scene.by(play.parties.users["sales"], scene.day(saturday, "17:20"))
    relay_case(
        session,
        relayer,
        Relay("罗女士", "199 0000 2290", "浴霸边上那块扣板也有点渗水，客户说不急，先登记。"),
        now=scene.day(saturday, "17:20"),
    )
    bought = Bought(
        "沈女士", "199 0000 2207", "CP-300", "河东顺和店", "邱磊",
        address="云江路 266 号 3 幢 602", place="卫生间吊顶", order="SH-2510-0318",
    )  # fmt: skip
    heard = scene.day(saturday, "17:40")
    opened = scene.ago(5 * 60 + 50)
    case = play.opens(
        "linwen", opened, bought,
        "第一场大雨就从打孔的地方漏下来。安装师傅打了一个没打牢，又在旁边打了好几个。"
        "已经自己把六块板拆下来了。纸上印的店里电话和 400 电话都是空号。"
        "周六已经跟卖场的何小姐说过。",
        symptom="leak", names_the_installer=True, wish="换人来看，修好，不要那位师傅来",
        first_heard_at=heard,
        promise=PromiseMade("当天会有店里负责人打电话给您", opened + timedelta(hours=3)),
    )  # fmt: skip
    find_it_vacant(play, opened + timedelta(minutes=8))
    play.offers("linwen", opened + timedelta(minutes=15), case, "河东顺和店")
    play.accepts("shunhe", opened + timedelta(minutes=43), case)
    play.says_installer_rang(
        "shunhe", opened + timedelta(hours=3, minutes=5), case, "邱磊",
        "师傅已经联系过客户，客户这种情况以前从来没有过。",
    )  # fmt: skip
    asked = opened + timedelta(hours=3, minutes=20)
    agent = scene.by(play.parties.users["linwen"], asked)
    note_dealer_word(
        session, agent, case.id, DealerSays.NEVER_HAPPENED, "这种情况以前从来没有过。",
        said_by="方店长", now=asked,
    )  # fmt: skip
    told = opened + timedelta(hours=4, minutes=17)
    agent = scene.by(play.parties.users["linwen"], told)
    record_chase(session, agent, case.id, said="还是没人管，只有打孔的那位打来说不是他。", now=told)
    report_accused_contact(
        session, agent, case.id, play.parties.installers["邱磊"].id,
        how=ContactHow.PHONE, contacted_at=told - timedelta(hours=20),
        said="“不是我弄的”，说会“跟公司讲”。", now=told,
    )  # fmt: skip
    make_promise(
        session, agent, case.id, now=told,
        body="到时候店里负责人还没打来，我们自己打给她，说清楚接下来怎么办。",
        due_at=scene.now + timedelta(minutes=26),
    )  # fmt: skip


def _out_of_warranty(play: Play) -> None:
    """Story 2: understood first; the way on is a renewal, a paid visit or a supervisor's word."""
    scene, session = play.scene, play.scene.session
    when = scene.ago(190)
    bought = Bought(
        "启明五金商行", "199 0000 7730", "ERP-S", "总部服务队", None, district="总部",
        address="商贸街 5 号", order="QM-2408-12", bought_days_ago=470, installed_days_ago=None,
        kind=CustomerKind.COMPANY, whose="电脑管理 小齐",
    )  # fmt: skip
    case = play.opens(
        "chenyu", when, bought,
        "进销存过不了账，月底要盘点。合同去年到期没续。对方很急，想直接找工程师。",
        symptom="dead", wish="今天能出库",
        promise=PromiseMade("五点前给您几个办法和各自的价钱", scene.now + timedelta(hours=2)),
    )  # fmt: skip
    agent = scene.by(play.parties.users["chenyu"], when + timedelta(minutes=12))
    comment_on_case(
        session, agent, case.id,
        "先弄清：过账卡在期初数，估计一小时远程。已跟业务说，续保、付费单次、先签后付三条路都可以谈。",
        now=when + timedelta(minutes=12),
    )  # fmt: skip
    english = Bought(
        "Harbour Street Deli", "199 0000 7744", "ERP-S", "总部服务队", None, district="总部",
        address="5 Harbour Street", order="HD-2409-03", bought_days_ago=455,
        installed_days_ago=None, kind=CustomerKind.COMPANY, whose="Amira, owner",
    )  # fmt: skip
    play.opens(
        "grace", scene.ago(75), english,
        "The till does not sync since this morning. Their contract lapsed in September; "
        "she would renew if somebody looks today.",
        symptom="dead", wish="Look today, quote the renewal",
    )  # fmt: skip


def _the_firm_answer(play: Play) -> None:
    """Story 3: claimed 190,000, owed 88; the facts, the shares, then the call."""
    scene = play.scene
    bought = Bought(
        "云澜酒店", "199 0000 8801", "BH-120", "总部服务队", "郭师傅", district="总部",
        address="江滨大道 1 号", place="客房 312–330", order="YL-2306-77", bought_days_ago=900,
        installed_days_ago=880, kind=CustomerKind.COMPANY, whose="工程部 傅经理", key_account=True,
    )  # fmt: skip
    case = play.opens(
        "linwen", scene.day(12, "10:10"), bought,
        "来函索赔十九万：说浴霸停用导致十九间客房一周不能卖。查过：那一路电是酒店自己改的。",
        symptom="dead", wish="赔偿 190,000", severity=Severity.NORMAL,
    )  # fmt: skip
    play.resolves(
        "zhouli", scene.day(9, "15:20"), case,
        "全部订单、来电和经手人已整理成四部分答复：往来经过、损失从何而来、现在怎么办、双方以后怎么防。"
        "更换两只保险，材料 88 元由我们承担。",
        root_cause="酒店自行改线后过载", cost=Decimal(88), claimed=Decimal(190000),
        granted=Decimal(88), cost_bearer=Bearer.BRAND,
        shares={Bearer.CUSTOMER: 80, Bearer.BRAND: 20},
        share_reason="改线未通知；我们当年没有贴过载提示。",
        customers_word=CustomersWord.SATISFIED,
    )  # fmt: skip
    play.calls_back("chenyu", scene.day(8, "10:05"), case, note="傅经理：讲得清楚，认。")


def _five_companies(play: Play) -> None:
    """Story 4: one that is polite and drags; one repaired for free long after, and the thanks."""
    scene, session = play.scene, play.scene.session
    slow = Bought(
        "欧阳女士", "199 0000 4083", "KC-850", "城南合众店", "田野", district="城南",
        place="厨房", order="CN-2511-09",
    )  # fmt: skip
    case = play.opens(
        "chenyu", scene.day(9, "10:00"), slow,
        "橱柜铰链脱落，门关不上。店里每次都很客气，说“在安排”，一直没来。", symptom="loose",
    )  # fmt: skip
    play.offers("chenyu", scene.day(9, "10:12"), case, "城南合众店")
    play.accepts("chengnan", scene.day(9, "11:00"), case)
    play.rings_customer("chengnan", scene.day(9, "14:00"), case, "跟客户说了，配件到了就去。")
    for days, said in (
        (6, "问了一次。"),
        (4, "又问，说配件在路上。"),
        (2, "第三次问，客户不高兴了。"),
    ):
        when = scene.day(days, "15:30")
        agent = scene.by(play.parties.users["chenyu"], when)
        record_chase(session, agent, case.id, said=said, now=when)
    kept = Bought(
        "Mrs Whitcombe", "199 0000 5512", "WD-210", "Harbourside Interiors", "Samuel Ong",
        district="新港", address="7 Quay Walk", place="Front door", order="HI-1904-21",
        bought_days_ago=2400, installed_days_ago=2390,
    )  # fmt: skip
    door = play.opens(
        "grace", scene.day(20, "10:30"), kept,
        "Seven years on, the front door drags on the sill. Out of warranty, nobody's fault.",
        symptom="warped", wish="Wants it to close before winter",
    )  # fmt: skip
    play.offers("grace", scene.day(20, "10:40"), door, "Harbourside Interiors")
    play.accepts("harbour", scene.day(20, "11:05"), door)
    play.rings_customer("harbour", scene.day(20, "14:10"), door, "Tomorrow morning, no charge.")
    start = scene.day(19, "09:00")
    play.books("harbour", scene.day(20, "14:20"), door, ("Samuel Ong",), start)
    play.visits("samuel", start + timedelta(minutes=40), door,
                "Hinges worn, frame has settled.", "New hinges, planed the edge.")  # fmt: skip
    play.resolves(
        "harbour", scene.day(19, "13:30"), door, "New hinges, edge planed, no charge.",
        root_cause="Settled frame", cost_bearer=Bearer.DEALER,
        shares={Bearer.THIRD_PARTY: 100}, share_reason="The building settled.",
    )  # fmt: skip
    play.calls_back("linwen", scene.day(18, "10:30"), door, note="She has told five neighbours.")
    _thank(play, door)


def _thank(play: Play, door: Case) -> None:
    when = play.scene.day(18, "10:40")
    agent = play.scene.by(play.parties.users["linwen"], when)
    record_praise(
        play.scene.session, agent, door.id,
        "He swept up after himself and would not take a tip.", Bearer.INSTALLER, now=when,
    )  # fmt: skip
