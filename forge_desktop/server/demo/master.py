"""Writes what is known before anything is ordered: items, people, places, BOMs and routings."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, insert

from forge_desktop.server import tables
from forge_desktop.server.demo import people
from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.catalogue import Article, Catalogue
from forge_desktop.server.demo.log import Log
from forge_desktop.server.demo.materials import GROUPS, UNITS
from forge_desktop.server.demo.recipes import COVERS
from forge_desktop.server.world.actions import ACTIVITIES, CUSTOMER_CREATED, ITEM_CREATED

PARAMETER = RELATION = 1


class Master:
    """Writes the slow-changing part of the world; `boms` has the number of BOM and routing of each product."""

    def __init__(self, connection: Connection, catalogue: Catalogue) -> None:
        self._connection, self._catalogue = connection, catalogue
        self._made = [a for a in (*catalogue.finished, *catalogue.sub_assemblies) if a.id == a.product]
        self.boms = {article.product: number for number, article in enumerate(self._made, start=1)}

    def write(self, calendar: Calendar, first: int, now: int, costs: dict[int, Decimal]) -> None:
        """Everything; customers were entered from `first` on, `costs` are the average costs of the items."""
        facts = {"company": "Demo factory", "city": "Tallinn", "currency": "EUR", "timezone": calendar.timezone}
        self._put(tables.settings, ("name", "value"), facts.items())
        self._people()
        self._codes()
        self._items(costs)
        self._matrix()
        self._terms()
        self._customers(calendar, first, now)
        self._boms()
        self._routings()

    def tell(self, log: Log, first: int) -> None:
        """Who entered the customers and items."""
        for customer in people.CUSTOMERS:
            code = f"CU{customer.id:05d}"
            seller = people.SELLERS[customer.id % 2]
            log.did(first + customer.id * 7200, seller, CUSTOMER_CREATED, customer.id, code)
        for article in self._catalogue.articles:
            log.did(first + article.id * 600, people.PLANNER, ITEM_CREATED, article.id, article.code)

    def _put(self, table: Table, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
        self._connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])

    def _people(self) -> None:
        persons = [(person.id, person.username, person.name) for person in people.PERSONS]
        self._put(tables.users, ("user_id", "username", "name"), persons)
        self._put(tables.sites, ("site_id", "code", "title"), people.SITES)
        places = [(number, people.MAIN_SITE, title) for number, title in enumerate(people.LOCATIONS, start=1)]
        self._put(tables.locations, ("location_id", "site_id", "title"), places)
        kinds = [(number, f"WCT{number:05d}", title) for number, title in enumerate(people.TYPES, start=1)]
        self._put(tables.work_center_types, ("type_id", "code", "title"), kinds)
        stations = [
            (s.id, people.TYPES.index(s.type) + 1, s.code, s.title, people.MAIN_SITE) for s in people.STATIONS
        ]
        self._put(tables.work_centers, ("center_id", "type_id", "code", "title", "site_id"), stations)
        vendors = [(v.id, f"V{v.id:05d}", v.title, v.currency, v.rate) for v in people.VENDORS]
        self._put(tables.vendors, ("vendor_id", "code", "title", "currency", "currency_rate"), vendors)

    def _codes(self) -> None:
        self._put(tables.units, ("unit_id", "title"), enumerate(UNITS, start=1))
        groups = [(number, f"AG{number:05d}", title) for number, title in enumerate(GROUPS, start=1)]
        self._put(tables.product_groups, ("group_id", "code", "title"), groups)
        self._put(tables.activities, ("activity", "title"), ACTIVITIES.items())

    def _items(self, costs: dict[int, Decimal]) -> None:
        names = (
            "article_id", "product_id", "code", "title", "unit_id", "group_id", "is_raw",
            "selling_price", "avg_cost"
        )  # fmt: skip
        articles = self._catalogue.articles
        self._put(tables.items, names, [
            (a.id, a.product, a.code, a.title, a.unit_id, a.group_id, not a.made,
             a.price if a in self._catalogue.finished else None, costs.get(a.id)) for a in articles
        ])  # fmt: skip
        tiers = [(a.id, Decimal(least), price) for a in articles for least, price in a.tiers]
        self._put(tables.item_prices, ("article_id", "quantity", "price"), tiers)
        minimums = [(a.id, site, _minimum(a, site)) for a in articles for site, _, _ in people.SITES]
        self._put(tables.item_minimums, ("article_id", "site_id", "min_quantity"), minimums)

    def _matrix(self) -> None:
        """The parameter Cover, and the relation that chooses the fabric by it."""
        self._put(
            tables.parameters, ("parameter_id", "title", "changes_quantity"), [(PARAMETER, "Cover", False)]
        )
        names = ("value_id", "parameter_id", "ord", "code", "value", "selling_price")
        values = [
            (number, PARAMETER, number, code, title, Decimal(extra))
            for number, (code, title, _, extra) in enumerate(COVERS, start=1)
        ]
        self._put(tables.parameter_values, names, values)
        chairs = [(chair.id, PARAMETER, 1) for chair in self._catalogue.variations]
        self._put(tables.item_parameters, ("article_id", "parameter_id", "ord"), chairs)
        covers = [(chair.id, PARAMETER, n) for n, chair in enumerate(self._catalogue.variations, start=1)]
        self._put(tables.item_values, ("article_id", "parameter_id", "value_id"), covers)
        self._put(
            tables.relations, ("relation_id", "code", "title"), [(RELATION, "RE00001", "Fabric by cover")]
        )
        by_code = {article.code: article.id for article in self._catalogue.materials}
        fabrics = [(n, RELATION, by_code[cover[2]], n) for n, cover in enumerate(COVERS, start=1)]
        self._put(tables.relation_lines, ("line_id", "relation_id", "article_id", "ord"), fabrics)
        chosen = [(number, number, PARAMETER, number) for number in range(1, len(COVERS) + 1)]
        self._put(tables.relation_line_values, ("line_value_id", "line_id", "parameter_id", "value_id"), chosen)

    def _terms(self) -> None:
        names = (
            "article_id", "vendor_id", "vendor_product_code", "priority", "lead_time", "unit", "unit_rate",
            "min_quantity", "vendor_min_quantity", "price", "currency_price", "currency"
        )  # fmt: skip
        rows = []
        for article in self._catalogue.materials:
            assert article.vendor is not None
            vendor, pack = article.vendor, Decimal(article.batch)
            price = article.price * pack
            rows.append(
                (article.id, vendor.id, f"{vendor.id:02d}-{article.id:04d}", Decimal(10), vendor.lead_days,
                 article.pack_name, pack, pack, Decimal(1), price, price * vendor.rate, vendor.currency)
            )  # fmt: skip
        self._put(tables.purchase_terms, names, rows)

    def _customers(self, calendar: Calendar, first: int, now: int) -> None:
        names = (
            "customer_id", "code", "title", "reg_nr", "tax_nr", "created", "next_contact", "status",
            "payment_period", "user_id", "language_id"
        )  # fmt: skip
        buyers = people.CUSTOMERS
        rows = []
        for c in buyers:
            numbers = (f"{10_000_000 + c.id * 7919}", f"{c.country}{100_000_000 + c.id * 104729}")
            call = calendar.midnight(now, c.id - 5) if c.id % 3 else None
            period, seller = 14 if c.discount else 7, people.SELLERS[c.id % 2]
            row = (c.id, f"CU{c.id:05d}", c.title, *numbers, first + c.id * 7200, call, 1 + c.id % 3)
            rows.append((*row, period, seller, 1 + c.id % 2))
        self._put(tables.customers, names, rows)
        contacts = [(c.id, "email", f"orders{c.id}@example.com") for c in buyers]
        contacts += [(c.id, "phone", f"+372 555 {c.id:04d}") for c in buyers]
        contacts += [(c.id, "address", f"{c.street}, {c.city}, {c.country}") for c in buyers]
        self._put(tables.customer_contacts, ("customer_id", "type", "value"), contacts)
        addresses = [(c.id, c.id, True, f"{c.title}\n{c.street}\n{c.city}\n{c.country}") for c in buyers]
        self._put(tables.customer_addresses, ("address_id", "customer_id", "is_default", "address"), addresses)

    def _boms(self) -> None:
        boms = [(self.boms[a.product], a.product, f"BO{self.boms[a.product]:05d}", a.title) for a in self._made]
        self._put(tables.boms, ("bom_id", "product_id", "code", "title"), boms)
        fabrics = {cover[2] for cover in COVERS}
        components = []
        for article in self._made:
            for ord, (part, quantity) in enumerate(article.parts, start=1):
                chosen = part.code in fabrics
                known = (None, RELATION, "By cover") if chosen else (part.id, None, "")
                components.append((self.boms[article.product], ord, *known, quantity))
        names = ("bom_id", "ord", "article_id", "relation_id", "description", "quantity")
        self._put(tables.bom_components, names, components)

    def _routings(self) -> None:
        routings = [(n, product, f"R{n:05d}") for product, n in self.boms.items()]
        titles = {a.product: f"{a.title}, usual way" for a in self._made}
        rows = [(*routing, titles[routing[1]]) for routing in routings]
        self._put(tables.routings, ("routing_id", "product_id", "code", "title"), rows)
        pairs = [(number, number) for number in self.boms.values()]
        self._put(tables.bom_routings, ("bom_id", "routing_id"), pairs)
        names = (
            "operation_id", "routing_id", "ord", "type_id", "description", "fixed_time", "variable_time",
            "fixed_cost", "variable_cost", "variable_quantity", "time_payment"
        )  # fmt: skip
        steps = [(self.boms[a.product], op) for a in self._made for op in a.operations]
        self._put(tables.routing_operations, names, [
            (number, routing, op.ord, op.type_id, op.text, Decimal(op.setup), Decimal(op.cycle), op.fixed_cost,
             op.variable_cost, Decimal(op.per), True) for number, (routing, op) in enumerate(steps, start=1)
        ])  # fmt: skip
        after = [(number, op.ord - 1) for number, (_, op) in enumerate(steps, start=1)]
        self._put(tables.routing_sequences, ("operation_id", "after_ord"), after)


def _minimum(article: Article, site: int) -> Decimal:
    if site != people.MAIN_SITE:
        return Decimal(0)
    return Decimal(article.batch if article.made else article.order // 4)
