"""People, dealers, installers, customers and purchases for tests."""

from datetime import date, datetime
from itertools import count

from sqlalchemy import ARRAY, Text, cast, func
from sqlalchemy.orm import Session

from models import (
    ContactKind,
    ContactPoint,
    ContactState,
    Credential,
    Customer,
    CustomerAddress,
    CustomerLink,
    CustomerPhone,
    Dealer,
    DealerDistrict,
    DealerKind,
    Installer,
    InstallerContact,
    InstallerDealer,
    Product,
    Purchase,
    Role,
    Salesperson,
    Side,
    Store,
    Symptom,
    User,
)
from portal.access.actors import REALM_OF, Actor
from portal.search.tokens import fold, index_tokens, sort_key

_number = count(1)
DEALER_ROLES = {Role.DEALER_MANAGER, Role.DEALER_DESK}


class PartiesOfTheWorld:
    def __init__(self, session: Session, noon: datetime) -> None:
        self.session = session
        self.noon = noon

    def add(self, thing):
        """Into the tables, really: a constraint that refuses it fails here."""
        self.session.add(thing)
        self.session.commit()
        return thing

    def _put(self, thing) -> None:
        """The same for a part of what is made: the last part commits."""
        self.session.add(thing)
        self.session.flush()

    def user(
        self,
        role: Role = Role.AGENT,
        dealer: Dealer | None = None,
        installer: Installer | None = None,
        **given,
    ) -> User:
        if role in DEALER_ROLES and dealer is None:
            dealer = self.dealer()
        if role is Role.INSTALLER and installer is None:
            installer = self.installer(dealer=dealer)
        outside = role in DEALER_ROLES or role is Role.INSTALLER
        number = next(_number)
        user = User(
            side=Side.DEALER if outside else Side.BRAND,
            role=role,
            name=given.pop("name", f"Person {number}"),
            dealer_id=dealer.id if dealer and role in DEALER_ROLES else None,
            installer_id=installer.id if installer else None,
            created_at=self.noon,
            **given,
        )
        self._put(user)
        self.add(
            Credential(user_id=user.id, email=f"person{number}@example.com", changed_at=self.noon)
        )
        return user

    def actor(self, role: Role = Role.AGENT, dealer: Dealer | None = None, **given) -> Actor:
        return Actor.of_user(self.user(role, dealer, **given))

    def link_actor(self, case) -> Actor:
        number = next(_number)
        link = self.add(
            CustomerLink(
                case_id=case.id,
                token_digest=f"digest-{number}",
                code="123456",
                issued_at=self.noon,
                expires_at=self.noon.replace(year=self.noon.year + 1),
            )
        )
        return Actor.of_link(link.id, case.id)

    def dealer(self, name: str | None = None, *, live: bool = True, **given) -> Dealer:
        name = name or f"Dealer {next(_number)}"
        district = given.pop("district", None)
        dealer = Dealer(
            name=name,
            name_sort=sort_key(name),
            name_folded=fold(name),
            created_at=self.noon,
            **given,
        )
        self._put(dealer)
        if district:
            self._put(DealerDistrict(dealer_id=dealer.id, district=district))
        if live:
            self.contact_point(dealer)
        else:
            self.session.commit()
        return dealer

    def own_team(self) -> Dealer:
        return self.dealer("Own team", kind=DealerKind.OWN_TEAM)

    def contact_point(
        self, dealer: Dealer | None, state: ContactState = ContactState.LIVE
    ) -> ContactPoint:
        number = f"0571{next(_number):08d}"
        return self.add(
            ContactPoint(
                dealer_id=dealer.id if dealer else None,
                kind=ContactKind.PHONE,
                label="service desk",
                spelled=number,
                normal=f"86{number[1:]}",
                state=state,
                proved_at=self.noon if state is ContactState.LIVE else None,
                created_at=self.noon,
            )
        )

    def installer(
        self, name: str | None = None, *, dealer: Dealer | None = None, **given
    ) -> Installer:
        number = next(_number)
        name = name or f"Installer {number}"
        person = Installer(
            name=name,
            name_sort=sort_key(name),
            name_folded=fold(name),
            created_at=self.noon,
            **given,
        )
        self._put(person)
        self._put(
            InstallerContact(
                installer_id=person.id,
                phone_spelled=f"138{number:08d}",
                phone_normal=f"86138{number:08d}",
            )
        )
        if dealer:
            self.works_for(person, dealer)
        else:
            self.session.commit()
        return person

    def works_for(self, person: Installer, dealer: Dealer) -> InstallerDealer:
        return self.add(
            InstallerDealer(installer_id=person.id, dealer_id=dealer.id, since=date(2025, 1, 1))
        )

    def customer(self, name: str | None = None, phone: str | None = None, **given) -> Customer:
        customer = self._quiet_customer(name, phone, given)
        self.session.commit()
        return customer

    def _quiet_customer(self, name: str | None, phone: str | None, given: dict) -> Customer:
        """Without a commit: the first part of a case."""
        number = next(_number)
        name = name or f"Customer {number}"
        phone = phone or f"139{number:08d}"
        customer = Customer(
            name=name,
            name_folded=fold(name),
            created_at=self.noon,
            name_tokens=func.array_to_tsvector(cast(index_tokens(name), ARRAY(Text))),
            **given,
        )
        self._put(customer)
        self._put(
            CustomerPhone(
                customer_id=customer.id, spelled=phone, normal=f"86{phone}", last4=phone[-4:]
            )
        )
        return customer

    def address(self, customer: Customer, text: str = "8 Willow Lane", district: str = "Xihu"):
        return self.add(CustomerAddress(customer_id=customer.id, text=text, district=district))

    def product(self, **given) -> Product:
        number = next(_number)
        names = {"name_en": f"Product {number}", "name_zh_hans": f"产品{number}"}
        names["name_zh_hant"] = f"產品{number}"
        return self.add(
            Product(**{"code": f"P-{number}", "name_sort": f"p{number}", **names, **given})
        )

    def symptom(self, **given) -> Symptom:
        number = next(_number)
        return self.add(
            Symptom(
                **{
                    "code": f"S-{number}",
                    "name_en": f"Symptom {number}",
                    "name_zh_hans": f"现象{number}",
                    "name_zh_hant": f"現象{number}",
                    **given,
                }
            )
        )

    def store(self, name: str = "Riverside hall", dealer: Dealer | None = None) -> Store:
        return self.add(
            Store(name=name, name_sort=sort_key(name), dealer_id=dealer.id if dealer else None)
        )

    def salesperson(self, store: Store, user: User | None = None) -> Salesperson:
        return self.add(
            Salesperson(
                name="Seller",
                name_sort="seller",
                store_id=store.id,
                user_id=user.id if user else None,
            )
        )

    def purchase(self, customer: Customer, **given) -> Purchase:
        product = given.pop("product", None) or self.product()
        return self.add(
            Purchase(
                customer_id=customer.id,
                product_id=product.id,
                **{
                    "bought_on": date(2025, 10, 18),
                    "installed_on": date(2025, 11, 14),
                    "created_at": self.noon,
                    **given,
                },
            )
        )

    @staticmethod
    def realm_of(role: Role) -> str:
        return REALM_OF[role]
