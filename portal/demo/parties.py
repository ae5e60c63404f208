"""The people of the demo: a brand that makes ceilings and kitchens, its dealers, its customers."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from models import (
    ContactKind,
    ContactPoint,
    ContactState,
    Customer,
    CustomerKind,
    Dealer,
    DealerDistrict,
    DealerKind,
    Installer,
    InstallerContact,
    InstallerDealer,
    Locale,
    Product,
    Purchase,
    Role,
    Salesperson,
    Store,
    Symptom,
    User,
    WarrantyStart,
)
from portal.access.actors import Actor
from portal.access.permissions import GRANTS
from portal.accounts.add_user import add_user
from portal.customers.add import add_address, put_customer
from portal.demo.scene import Scene
from portal.infra.identity import WORKER, Identity
from portal.infra.phones import read_phone
from portal.products.purchases import order_normal
from portal.search.tokens import fold, sort_key

PASSWORD: Final = "ladder-rain-teapot"  # noqa: S105 - of the demo, printed at its start

# Role, mail before @demo.example, name, language. Dealers' people name their shop and person.
BRAND_PEOPLE: Final = (
    (Role.AGENT, "linwen", "林雯", Locale.ZH_HANS),
    (Role.AGENT, "chenyu", "陈昱", Locale.ZH_HANS),
    (Role.AGENT, "grace", "Grace Tan", Locale.EN),
    (Role.SUPERVISOR, "zhouli", "周莉", Locale.ZH_HANS),
    (Role.SUPERVISOR, "howard", "Howard Lim", Locale.EN),
    (Role.DIRECTOR, "xufang", "许方", Locale.ZH_HANS),
    (Role.QA, "qa", "孔令仪", Locale.ZH_HANS),
    (Role.SALES, "sales", "何小满", Locale.ZH_HANS),
    (Role.BOARD_MEMBER, "board", "Edith Moreau", Locale.EN),
    (Role.ADMIN, "admin", "管理员", Locale.ZH_HANS),
)
SHOPS: Final = (
    ("河东顺和店", "河东", DealerKind.PARTNER, "0871 0000 4410"),
    ("北苑佳筑店", "北苑", DealerKind.PARTNER, "0871 0000 4421"),
    ("城南合众店", "城南", DealerKind.PARTNER, "0871 0000 4432"),
    ("西湾厚德店", "西湾", DealerKind.PARTNER, "0871 0000 4443"),
    ("Harbourside Interiors", "新港", DealerKind.PARTNER, "0871 0000 4454"),
    ("总部服务队", "总部", DealerKind.OWN_TEAM, "400 000 4400"),
)
SHOP_PEOPLE: Final = (
    (Role.DEALER_MANAGER, "fang", "方志远", "河东顺和店"),
    (Role.DEALER_DESK, "shunhe", "河东顺和服务台", "河东顺和店"),
    (Role.DEALER_MANAGER, "beiyuan", "贺建", "北苑佳筑店"),
    (Role.DEALER_MANAGER, "chengnan", "罗素珍", "城南合众店"),
    (Role.DEALER_MANAGER, "xiwan", "马厚德", "西湾厚德店"),
    (Role.DEALER_MANAGER, "harbour", "Peter Quek", "Harbourside Interiors"),
    (Role.DEALER_MANAGER, "ownteam", "严工", "总部服务队"),
)
CREW: Final = (
    ("邱磊", "qiulei", ("河东顺和店",)),
    ("高俊", "gaojun", ("河东顺和店", "北苑佳筑店")),
    ("丁毅", "dingyi", ("河东顺和店",)),
    ("常青", "changqing", ("北苑佳筑店",)),
    ("田野", "tianye", ("城南合众店",)),
    ("祝山", "zhushan", ("西湾厚德店",)),
    ("Samuel Ong", "samuel", ("Harbourside Interiors",)),
    ("郭师傅", "guo", ("总部服务队",)),
)
# Code, names, months of warranty and workmanship, from when, lifetime service.
GOODS: Final = (
    ("CP-300", "Aluminium ceiling panels", "铝扣板吊顶", "鋁扣板天花", 60, 24, "installation"),
    ("BH-120", "Bathroom heater", "浴霸", "浴室暖風機", 36, 24, "installation"),
    ("KC-850", "Kitchen cabinets", "橱柜", "櫥櫃", 60, 24, "installation"),
    ("WD-210", "Wooden door", "木门", "木門", 24, 24, "installation"),
    ("GW-60", "Gas water heater", "燃气热水器", "瓦斯熱水器", 72, 24, "installation"),
    ("ERP-S", "Shop software, yearly", "门店管理软件", "門市管理軟體", 12, 0, "purchase"),
    ("FL-400", "Wood flooring", "木地板", "木地板", 36, 24, "acceptance"),
)
SYMPTOMS: Final = (
    ("leak", "Leaks", "漏水、渗水", "漏水、滲水", True),
    ("loose", "Loose or falling", "松动、脱落", "鬆動、脫落", True),
    ("dead", "Does not start", "不通电、不启动", "不通電、無法啟動", False),
    ("noise", "Noise", "异响", "異音", False),
    ("warped", "Warped, does not close", "变形、关不上", "變形、關不上", False),
    ("scratched", "Scratched, stained", "划痕、污渍", "刮痕、汙漬", False),
    ("late", "Late or missing delivery", "未按时送货、缺件", "未準時送貨、缺件", False),
    ("conduct", "Conduct of a person", "服务态度", "服務態度", True),
)


@dataclass(slots=True)
class Parties:
    """Everybody by the name they are called in the stories."""

    users: dict[str, User] = field(default_factory=dict)
    dealers: dict[str, Dealer] = field(default_factory=dict)
    installers: dict[str, Installer] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    symptoms: dict[str, Symptom] = field(default_factory=dict)
    store: Store | None = None
    seller: Salesperson | None = None


def put_parties(scene: Scene) -> Parties:
    """Everybody but the customers, whom the stories bring."""
    scene.as_portal(WORKER)
    parties = Parties()
    _put_shops(scene, parties)
    _put_crew(scene, parties)
    _put_people(scene, parties)
    _put_goods(scene, parties)
    scene.session.commit()
    return parties


def _put_shops(scene: Scene, parties: Parties) -> None:
    born = scene.day(400, "09:00")
    for name, district, kind, number in SHOPS:
        dealer = Dealer(
            name=name,
            name_sort=sort_key(name),
            name_folded=fold(name),
            kind=kind,
            city="云江" if name.isascii() is False else "Yunjiang",
            created_at=born,
        )
        scene.session.add(dealer)
        scene.session.flush()
        scene.session.add(DealerDistrict(dealer_id=dealer.id, district=district))
        _put_contact(scene, dealer, number, name)
        parties.dealers[name] = dealer
    hall = Store(
        name="云江家居广场 B2",
        name_sort=sort_key("云江家居广场"),
        dealer_id=parties.dealers["河东顺和店"].id,
        city="云江",
    )
    scene.session.add(hall)
    scene.session.flush()
    parties.store = hall


def _put_contact(scene: Scene, dealer: Dealer, number: str, name: str) -> None:
    """One live number each; the printed one of the first shop is vacant (story 1)."""
    vacant = name == "河东顺和店"
    numbers = [
        (
            number,
            "Service desk" if name.isascii() else "服务台",
            ContactState.UNVERIFIED if vacant else ContactState.LIVE,
        )
    ]
    if vacant:
        numbers.append(("199 0000 6120", "店长", ContactState.LIVE))
    if vacant:
        _put_robot(scene, dealer)
    for spelled, label, state in numbers:
        scene.session.add(
            ContactPoint(
                dealer_id=dealer.id,
                kind=ContactKind.PHONE,
                label=label,
                spelled=spelled,
                normal=read_phone(spelled).normal,
                state=state,
                proved_at=scene.day(9, "10:00") if state is ContactState.LIVE else None,
                created_at=scene.day(400, "09:00"),
            )
        )


def _put_robot(scene: Scene, dealer: Dealer) -> None:
    """The group that the first shop reads its offers in; nobody has tried it yet."""
    address = "https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-demo-only"
    scene.session.add(
        ContactPoint(
            dealer_id=dealer.id,
            kind=ContactKind.ROBOT,
            label="接单群",
            spelled=address,
            normal=address,
            state=ContactState.UNVERIFIED,
            created_at=scene.day(60, "09:00"),
        )
    )


def _put_crew(scene: Scene, parties: Parties) -> None:
    for number, (name, _mail, shops) in enumerate(CREW):
        person = Installer(
            name=name,
            name_sort=sort_key(name),
            name_folded=fold(name),
            created_at=scene.day(380, "09:00"),
        )
        scene.session.add(person)
        scene.session.flush()
        spelled = f"199 0000 71{number:02}"
        scene.session.add(
            InstallerContact(
                installer_id=person.id,
                phone_spelled=spelled,
                phone_normal=read_phone(spelled).normal,
            )
        )
        scene.session.add_all(
            InstallerDealer(
                installer_id=person.id,
                dealer_id=parties.dealers[shop].id,
                since=(scene.now - timedelta(days=380)).date(),
            )
            for shop in shops
        )
        parties.installers[name] = person


def _put_people(scene: Scene, parties: Parties) -> None:
    wanted: list[tuple[Role, str, str, Locale, int | None, int | None]] = [
        (role, mail, name, locale, None, None) for role, mail, name, locale in BRAND_PEOPLE
    ]
    for role, mail, name, shop in SHOP_PEOPLE:
        locale = Locale.EN if shop.isascii() else Locale.ZH_HANS
        wanted.append((role, mail, name, locale, parties.dealers[shop].id, None))
    for name, mail, _shops in CREW:
        locale = Locale.EN if name.isascii() else Locale.ZH_HANS
        wanted.append((Role.INSTALLER, mail, name, locale, None, parties.installers[name].id))
    admin = Actor("demo", "admin", GRANTS[Role.ADMIN], Role.ADMIN)
    scene.as_portal(Identity("admin", actor="demo"))
    for role, mail, name, locale, dealer_id, installer_id in wanted:
        parties.users[mail] = add_user(
            scene.session,
            admin,
            name=name,
            email=f"{mail}@demo.example",
            role=role,
            dealer_id=dealer_id,
            installer_id=installer_id,
            locale=locale,
            password=PASSWORD,
            now=scene.day(370, "09:00"),
        )
    scene.as_portal(WORKER)
    assert parties.store is not None  # noqa: S101 - made with the shops
    seller = Salesperson(
        name="何小满",
        name_sort=sort_key("何小满"),
        store_id=parties.store.id,
        user_id=parties.users["sales"].id,
    )
    scene.session.add(seller)
    parties.seller = seller


def _put_goods(scene: Scene, parties: Parties) -> None:
    for code, english, hans, hant, months, work, start in GOODS:
        parties.products[code] = Product(
            code=code,
            name_en=english,
            name_zh_hans=hans,
            name_zh_hant=hant,
            name_sort=sort_key(hans),
            warranty_months=months,
            workmanship_months=work,
            warranty_start=WarrantyStart(start),
        )
    for code, english, hans, hant, installed in SYMPTOMS:
        parties.symptoms[code] = Symptom(
            code=code,
            name_en=english,
            name_zh_hans=hans,
            name_zh_hant=hant,
            installation=installed,
        )
    scene.session.add_all([*parties.products.values(), *parties.symptoms.values()])
    scene.session.flush()


@dataclass(frozen=True, slots=True)
class Bought:
    """A customer and what they bought, as a story needs it."""

    name: str
    phone: str
    product: str
    shop: str
    installer: str | None = None
    district: str = "河东"
    address: str = ""
    place: str = ""
    order: str = ""
    bought_days_ago: int = 210
    installed_days_ago: int | None = 188
    kind: CustomerKind = CustomerKind.PRIVATE
    whose: str = ""
    key_account: bool = False


def put_customer_of(
    scene: Scene, actor: Actor, parties: Parties, bought: Bought
) -> tuple[Customer, Purchase]:
    """The customer with the purchase, put on record by an agent."""
    customer = put_customer(
        scene.session,
        name=bought.name,
        kind=bought.kind,
        phone=bought.phone,
        whose=bought.whose,
        told_purpose=True,
        now=scene.day(bought.bought_days_ago, "15:00"),
    )
    customer.key_account = bought.key_account
    address = add_address(
        scene.session,
        actor,
        customer.id,
        text=bought.address or ("18 Quay Road" if bought.name.isascii() else "云江路 18 号"),
        district=bought.district,
        now=scene.day(bought.bought_days_ago, "15:00"),
    )
    dealer = parties.dealers[bought.shop]
    person = parties.installers.get(bought.installer or "")
    purchase = Purchase(
        customer_id=customer.id,
        product_id=parties.products[bought.product].id,
        address_id=address.id,
        store_id=parties.store.id if parties.store else None,
        salesperson_id=parties.seller.id if parties.seller else None,
        selling_dealer_id=dealer.id,
        serving_dealer_id=dealer.id,
        installer_id=person.id if person else None,
        order_number=bought.order,
        order_normal=order_normal(bought.order),
        bought_on=_day(scene, bought.bought_days_ago),
        installed_on=_day(scene, bought.installed_days_ago),
        accepted_on=_day(scene, bought.installed_days_ago),
        place=bought.place,
        created_at=scene.day(bought.bought_days_ago, "15:00"),
    )
    scene.session.add(purchase)
    scene.session.flush()
    return customer, purchase


def _day(scene: Scene, days_ago: int | None) -> date | None:
    return None if days_ago is None else scene.day(days_ago, "12:00").date()
