"""A tiny world made by hand: every table has a few rows, every documented field has a value somewhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Table

from forge_desktop.server import stock
from forge_desktop.server import tables as t
from forge_desktop.server.database import writing

from .small_floor import DAY, NOW, ORDERS, production, stock_and_bookings
from .small_floor import put as insert


def build(engine: Engine) -> None:
    """Fill an empty database."""
    t.create_all(engine)
    with writing(engine) as connection:
        _masters(connection)
        _engineering(connection)
        _contacts(connection)
        _orders(connection)
        production(connection)
        stock_and_bookings(connection)
        stock.refresh_lots(connection)
        stock.refresh_items(connection)


def _masters(connection: Connection) -> None:
    def put(table: Table, *rows: dict[str, Any]) -> None:
        insert(connection, table, *rows)

    put(t.sites, {"site_id": 1, "code": "M", "title": "Main"}, {"site_id": 2, "code": "B", "title": "Barn"})
    put(
        t.users,
        {"user_id": 1, "username": "mari", "name": "Mari Tamm"},
        {"user_id": 2, "username": "jaan", "name": "Jaan Kask"},
    )
    put(
        t.locations,
        {"location_id": 1, "site_id": 1, "title": "Shelf 1"},
        {"location_id": 2, "site_id": 2, "title": "Shelf 2"},
    )
    put(t.units, {"unit_id": 1, "title": "pcs"}, {"unit_id": 2, "title": "m²"})
    put(
        t.product_groups,
        {"group_id": 1, "code": "G1", "title": "Tables"},
        {"group_id": 2, "code": "G2", "title": "Wood"},
    )
    put(t.parameters, {"parameter_id": 1, "title": "Colour", "changes_quantity": False})
    put(t.parameters, {"parameter_id": 2, "title": "Length", "changes_quantity": True})
    for value in (1, 2):
        put(
            t.parameter_values,
            {
                "value_id": value,
                "parameter_id": 1,
                "ord": 3 - value,
                "code": f"V{value}",
                "value": ("red", "blue")[value - 1],
                "selling_price": Decimal("1.25") * value,
            },
        )
    for number in range(1, 7):
        _item(connection, number)
    put(t.relations, {"relation_id": 1, "code": "R1", "title": "Top by colour"})
    put(t.relations, {"relation_id": 2, "code": "R2", "title": "Leg by length"})
    put(t.relation_lines, {"line_id": 1, "relation_id": 1, "article_id": 1, "ord": 1})
    put(t.relation_line_values, {"line_id": 1, "parameter_id": 1, "value_id": 2})
    put(t.activities, {"activity": 10, "title": "Created a customer order"})
    put(t.activities, {"activity": 20, "title": "Changed a manufacturing order"})
    for number in range(1, 8):
        put(
            t.user_actions,
            {
                "created": NOW - number * DAY,
                "user_id": 1 + number % 2,
                "object_id": number,
                "activity": 10 + 10 * (number % 2),
                "description": "did something",
                "comment": f"because {number % 3}",
            },
        )


def _item(connection: Connection, number: int) -> None:
    raw = number % 2 == 0
    insert(
        connection,
        t.items,
        {
            "article_id": number,
            "product_id": 100 + number,
            "code": f"A{number:05}",
            "title": f"Item {number}",
            "unit_id": 1 + number % 2,
            "group_id": 1 + number % 2,
            "is_raw": raw,
            "selling_price": None if raw else Decimal("19.99") * number,
            "avg_cost": Decimal("7.000001") * number,
            "deleted": number == 6,
        },
    )
    for site in (1, 2):
        minimum = {"article_id": number, "site_id": site, "min_quantity": Decimal(site * number)}
        insert(connection, t.item_minimums, minimum)
    if number == 3:
        insert(connection, t.item_prices, {"article_id": 3, "quantity": Decimal(1), "price": Decimal("59.97")})
        insert(connection, t.item_prices, {"article_id": 3, "quantity": Decimal(10), "price": Decimal("49.9")})
        insert(connection, t.item_parameters, {"article_id": 3, "parameter_id": 1, "ord": 1})


def _engineering(connection: Connection) -> None:
    def put(table: Table, *rows: dict[str, Any]) -> None:
        insert(connection, table, *rows)

    put(t.work_center_types, {"type_id": 1, "code": "WCT00001", "title": "Saw"})
    put(t.work_center_types, {"type_id": 2, "code": "WCT00002", "title": "Paint"})
    put(t.work_centers, {"center_id": 1, "type_id": 1, "code": "S1", "title": "Saw 1", "site_id": 1})
    put(t.work_centers, {"center_id": 2, "type_id": 2, "code": "P1", "title": "Paint 1", "site_id": 2})
    for number, product in ((1, 101), (2, 104)):
        put(t.boms, {"bom_id": number, "product_id": product, "code": f"BO{number:05}", "title": "Table"})
        put(
            t.routings, {"routing_id": number, "product_id": product, "code": f"R{number:05}", "title": "Table"}
        )
    put(
        t.bom_components,
        {"bom_id": 1, "ord": 2, "article_id": 2, "relation_id": None, "quantity": Decimal("0.333333")},
        {"bom_id": 1, "ord": 1, "article_id": None, "relation_id": 1, "quantity": Decimal(4)},
    )
    for number in (1, 2):
        put(
            t.routing_operations,
            {
                "operation_id": number,
                "routing_id": 1,
                "ord": number,
                "type_id": number,
                "description": f"Step {number}",
                "fixed_time": Decimal(10),
                "variable_time": Decimal("2.5"),
                "fixed_cost": Decimal(3),
                "variable_cost": Decimal("0.01"),
                "variable_quantity": Decimal(1),
                "time_payment": True,
                "piece_payment": Decimal("0.5") if number == 2 else None,
                "overlap": Decimal(5) if number == 2 else None,
            },
        )
        put(t.routing_sequences, {"operation_id": number, "after_ord": number - 1})
    put(t.bom_routings, {"bom_id": 1, "routing_id": 1})


def _contacts(connection: Connection) -> None:
    def put(table: Table, *rows: dict[str, Any]) -> None:
        insert(connection, table, *rows)

    for number in (1, 2, 3):
        put(
            t.customers,
            {
                "customer_id": number,
                "code": f"CU{number:05}",
                "title": f"Customer {number}",
                "reg_nr": f"REG{number}",
                "tax_nr": f"EE{number}",
                "created": NOW - number * 10 * DAY,
                "next_contact": NOW + number * DAY,
                "status": (1, 2, 77)[number - 1],
                "payment_period": 14,
                "user_id": 1,
                "language_id": 1,
            },
        )
        put(t.customer_contacts, {"customer_id": number, "type": "email", "value": f"a{number}@example.com"})
        for address in (0, 1):
            put(
                t.customer_addresses,
                {
                    "address_id": number * 10 + address,
                    "customer_id": number,
                    "is_default": address == 0,
                    "address": f"{address} Street, Town {number}",
                },
            )
    for number in (1, 2):
        put(
            t.vendors,
            {
                "vendor_id": number,
                "code": f"V{number:05}",
                "title": f"Vendor {number}",
                "currency": "EUR",
                "currency_rate": Decimal(1),
            },
        )
    put(
        t.purchase_terms,
        {
            "article_id": 2,
            "vendor_id": 1,
            "vendor_product_code": "OAK-27",
            "priority": Decimal(2),
            "lead_time": 14,
            "unit": "pack",
            "unit_rate": Decimal(10),
            "min_quantity": Decimal(20),
            "vendor_min_quantity": Decimal(2),
            "price": Decimal("95.5"),
            "currency_price": Decimal("95.5"),
            "currency": "EUR",
        },
    )


def _orders(connection: Connection) -> None:
    for number in range(1, ORDERS + 1):
        _customer_order(connection, number)
        _purchase_order(connection, number)


def _customer_order(connection: Connection, number: int) -> None:
    known = number % 3 != 0
    insert(
        connection,
        t.customer_orders,
        {
            "cust_ord_id": number,
            "code": f"CO{number:05}",
            "reference": f"PO-{number % 4}",
            "customer_id": 1 + number % 3,
            "shipping_address_id": (1 + number % 3) * 10 + 1 if number % 2 else None,
            "status": (10, 30, 50, 85)[number % 4],
            "created": NOW - number * DAY,
            "delivery_date": NOW + number * DAY,
            "total_price": Decimal("100.1") * number,
            "total_cost": Decimal("60.05") * number if known else None,
            "discount_percent": Decimal("2.5"),
            "discount_sum": Decimal("2.5") * number,
            "notes": "call first",
            "delivery_terms": "EXW",
        },
    )
    for line in (1, 2):
        insert(
            connection,
            t.customer_order_lines,
            {
                "line_id": number * 10 + line,
                "cust_ord_id": number,
                "ord": line,
                "article_id": line,
                "description": f"line {line}",
                "quantity": Decimal(5),
                "shipped": Decimal(1),
                "item_price": Decimal("10.01"),
                "total_price": Decimal("50.05"),
                "discount_percent": Decimal(0),
                "discount_sum": Decimal(0),
                "cost": Decimal("30.5") if known else None,
                "part_status": 30 if line == 1 else 12,
            },
        )


def _prices(number: int) -> dict[str, Decimal]:
    names = ["total_price", "vendor_price", "fees_taxable", "vendor_fees_taxable", "fees", "vendor_fees"]
    names += ["tax", "vendor_tax", "discount", "vendor_discount"]
    return {name: Decimal("11.11") * number + place for place, name in enumerate(names)}


def _purchase_order(connection: Connection, number: int) -> None:
    insert(
        connection,
        t.purchase_orders,
        {
            "pur_ord_id": number,
            "code": f"PO{number:05}",
            "vendor_id": 1 + number % 2,
            "status": (10, 20, 40)[number % 3],
            "created": NOW - number * DAY,
            "expected_date": NOW + number * DAY,
            "due_date": NOW + (number + 1) * DAY,
            "shipped_date": NOW - number * 100,
            "arrival_date": NOW - number * 50,
            "order_number": f"N{number % 5}",
            "order_date": NOW - number * 200,
            "invoice_number": f"I{number % 5}",
            "invoice_date": NOW - number * 300,
            "tax_percent": Decimal(22),
            "discount_percent": Decimal(0),
            "currency": "EUR",
            "currency_rate": Decimal(1),
            "free_text": "as agreed",
        }
        | _prices(number),
    )
    line = {
        "line_id": number,
        "pur_ord_id": number,
        "ord": 1,
        "article_id": 2,
        "description": "boards",
        "quantity": Decimal(100),
        "vendor_quantity": Decimal(10),
        "vendor_unit": "pack",
    }
    insert(connection, t.purchase_order_lines, line | _prices(number))
