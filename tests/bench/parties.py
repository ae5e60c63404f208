"""The parties of the generated world: dealers, installers, accounts, customers, purchases."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from portal.search.tokens import fold, index_tokens, sort_key
from tests.bench import words
from tests.bench.sheets import Sheets

AGENTS: Final = 60
SUPERVISORS: Final = 6
AUDITORS: Final = 8
# The brand's people come first, the agent who does the measuring before all.
FIRST_AGENT: Final = 1


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each there are."""

    cases: int

    @property
    def dealers(self) -> int:
        return max(20, self.cases // 20)

    @property
    def installers(self) -> int:
        return self.dealers * 10

    @property
    def customers(self) -> int:
        return max(20, self.cases * 4 // 5)


@dataclass(frozen=True, slots=True)
class Bought:
    """A customer's purchase, as far as a case needs it."""

    customer: str
    product: words.Ware
    product_id: int
    district: str
    order_number: str
    order_normal: str
    place: str
    dealer_id: int
    chinese: bool


@dataclass(slots=True)
class Parties:
    """Who there is; ids are counted from 1, so a customer's purchase and address share its id."""

    size: Size
    bought: list[Bought] = field(default_factory=list)

    def dealer_name(self, dealer_id: int) -> str:
        city = words.CITIES[dealer_id % len(words.CITIES)]
        trade = words.TRADES[dealer_id % len(words.TRADES)]
        return f"{city}{trade}{dealer_id:04d}"

    def desk_of(self, dealer_id: int) -> int:
        """The user at a dealer's service desk; the manager has the number before it."""
        return AGENTS + SUPERVISORS + AUDITORS + 2 * dealer_id

    def installer_of(self, dealer_id: int, which: int) -> int:
        return (dealer_id - 1) * 10 + which % 10 + 1


def vector(text: str) -> str:
    """The tokens of a text as PostgreSQL reads a `tsvector`; tokens hold no quotes."""
    return " ".join(f"'{token}'" for token in index_tokens(text))


def add_parties(sheets: Sheets, size: Size, random: Random, now: datetime) -> Parties:
    """Put everybody on the sheets."""
    parties = Parties(size)
    long_ago = now - timedelta(days=1500)
    _add_wares(sheets)
    for dealer_id in range(1, size.dealers + 1):
        _add_dealer(sheets, parties, dealer_id, random, long_ago)
    for installer_id in range(1, size.installers + 1):
        _add_installer(sheets, size, installer_id, random, long_ago)
    _add_users(sheets, parties, random, long_ago)
    for customer_id in range(1, size.customers + 1):
        parties.bought.append(_add_customer(sheets, size, customer_id, random, now))
    return parties


def _add_wares(sheets: Sheets) -> None:
    for number, ware in enumerate(words.PRODUCTS, start=1):
        sheets.add(
            "products", number, ware.code, ware.en, ware.hans, ware.hant, sort_key(ware.hans),
            24, 24, "installation", False, True, True,
        )  # fmt: skip
    for number, ware in enumerate(words.SYMPTOMS, start=1):
        sheets.add(
            "symptoms", number, ware.code, ware.en, ware.hans, ware.hant, number % 2 == 0, True
        )


def _add_dealer(
    sheets: Sheets, parties: Parties, dealer_id: int, random: Random, since: datetime
) -> None:
    name = parties.dealer_name(dealer_id)
    city = words.CITIES[dealer_id % len(words.CITIES)]
    address = f"{city}{random.choice(words.STREETS)}{random.randrange(1, 400)}号"
    kind = "own_team" if dealer_id == 1 else "partner"
    sheets.add(
        "dealers", dealer_id, name, sort_key(name), fold(name), kind, "active", city, address,
        since, 1,
    )  # fmt: skip
    sheets.add("dealer_districts", dealer_id, city)
    spelled, normal = words.mobile(random)
    live = random.random() > 0.01
    sheets.add(
        "contact_points", dealer_id, "phone", "service desk", spelled, normal,
        "live" if live else "dead", since if live else None, since,
    )  # fmt: skip
    store = f"{name}门店"
    sheets.add("stores", dealer_id, store, sort_key(store), dealer_id, city, address, True)


def _add_installer(
    sheets: Sheets, size: Size, installer_id: int, random: Random, since: datetime
) -> None:
    name = words.person(random, chinese=True)
    # Who is held works for nobody's cases here: the database would refuse to send them.
    sheets.add("installers", installer_id, name, sort_key(name), fold(name), "good", since, 1)
    sheets.add("installer_contacts", installer_id, *words.mobile(random))
    own = (installer_id - 1) // 10 + 1
    sheets.add("installer_dealers", installer_id, own, since.date())
    if installer_id % 10 == 0:
        second = own % size.dealers + 1
        sheets.add("installer_dealers", installer_id, second, since.date())


def _add_users(sheets: Sheets, parties: Parties, random: Random, since: datetime) -> None:
    roles = ["agent"] * AGENTS + ["supervisor"] * SUPERVISORS + ["qa"] * AUDITORS
    for user_id, role in enumerate(roles, start=1):
        name = words.person(random, chinese=user_id % 3 > 0)
        sheets.add("users", user_id, "brand", role, name, None, None, "en", since)
        sheets.add("credentials", user_id, f"brand{user_id}@example.com", since)
    for dealer_id in range(1, parties.size.dealers + 1):
        desk = parties.desk_of(dealer_id)
        for user_id, role in ((desk - 1, "dealer_manager"), (desk, "dealer_desk")):
            name = words.person(random, chinese=True)
            sheets.add("users", user_id, "dealer", role, name, dealer_id, None, "zh_Hans", since)
            sheets.add("credentials", user_id, f"dealer{user_id}@example.com", since)


def _add_customer(
    sheets: Sheets, size: Size, customer_id: int, random: Random, now: datetime
) -> Bought:
    chinese = random.random() < 0.7
    name = words.person(random, chinese=chinese)
    since = now - timedelta(days=random.randrange(30, 1000))
    sheets.add(
        "customers", customer_id, name, fold(name), vector(name), "private", False, since, since
    )
    for _number in range(2 if customer_id % 10 == 0 else 1):
        spelled, normal = words.mobile(random)
        sheets.add("customer_phones", customer_id, spelled, normal, normal[-4:], "")
    dealer_id = random.randrange(1, size.dealers + 1)
    district = words.CITIES[dealer_id % len(words.CITIES)]
    where = f"{district}{random.choice(words.STREETS)}{random.randrange(1, 900)}号"
    sheets.add("customer_addresses", customer_id, customer_id, district, where)
    product_id = random.randrange(1, len(words.PRODUCTS) + 1)
    order = f"SO-{since:%Y%m}-{customer_id:06d}"
    bought = Bought(
        customer=name,
        product=words.PRODUCTS[product_id - 1],
        product_id=product_id,
        district=district,
        order_number=order,
        order_normal=order.replace("-", "").lower(),
        place=random.choice(words.PLACES),
        dealer_id=dealer_id,
        chinese=chinese,
    )
    sheets.add(
        "purchases", customer_id, customer_id, product_id, customer_id, dealer_id, dealer_id,
        dealer_id, (dealer_id - 1) * 10 + 1, order, bought.order_normal, since.date(),
        (since + timedelta(days=14)).date(), 0, bought.place, since, 1,
    )  # fmt: skip
    return bought
