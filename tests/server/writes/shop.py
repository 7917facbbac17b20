"""A workshop small enough to reckon in one's head: tables from legs and tops, chairs in colours."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection, Engine

from forge_desktop.server import stock
from forge_desktop.server import tables as t
from forge_desktop.server.database import writing

from ..small_floor import DAY, NOW, put

TABLE, LEG, TOP, RED_CHAIR, BLUE_CHAIR, GONE, RED_CLOTH, BLUE_CLOTH = range(1, 9)
MARI, JAAN = 1, 2
OPENING = 1_780_030_800  # Friday 2026-05-29 08:00 in Tallinn, the first working second after NOW


def build(engine: Engine) -> None:
    """Fill an empty database."""
    t.create_all(engine)
    with writing(engine) as connection:
        _people(connection)
        _items(connection)
        _colours(connection)
        _recipes(connection)
        _stock(connection)
        stock.refresh_lots(connection)
        stock.refresh_items(connection)


def _people(connection: Connection) -> None:
    put(connection, t.sites, {"site_id": 1, "code": "M", "title": "Main"})
    put(
        connection,
        t.users,
        {"user_id": MARI, "username": "mari", "name": "Mari"},
        {"user_id": JAAN, "username": "jaan", "name": "Jaan"},
    )
    for number in (1, 2):
        put(connection, t.locations, {"location_id": number, "site_id": 1, "title": f"Shelf {number}"})
        put(
            connection,
            t.customers,
            {
                "customer_id": number,
                "code": f"CU{number:05}",
                "title": f"Customer {number}",
                "reg_nr": "",
                "tax_nr": "",
                "created": NOW - DAY,
                "status": 1,
                "payment_period": 7,
                "language_id": 1,
            },
        )
        address = {"address_id": 10 * number, "customer_id": number, "is_default": True, "address": "Street 1"}
        put(connection, t.customer_addresses, address)


def _items(connection: Connection) -> None:
    put(connection, t.units, {"unit_id": 1, "title": "pcs"})
    put(connection, t.product_groups, {"group_id": 1, "code": "G1", "title": "Furniture"})
    rows = (
        (TABLE, 1, "TABLE", False, Decimal(100), Decimal(50)),
        (LEG, 2, "LEG", True, None, Decimal(2)),
        (TOP, 3, "TOP", True, None, Decimal(10)),
        (RED_CHAIR, 4, "CHAIR", False, Decimal(40), Decimal(30)),
        (BLUE_CHAIR, 4, "CHAIR", False, Decimal(40), Decimal(30)),
        (GONE, 6, "GONE", True, None, None),
        (RED_CLOTH, 7, "CLOTH-R", True, None, Decimal(5)),
        (BLUE_CLOTH, 8, "CLOTH-B", True, None, Decimal(6)),
    )
    for key, product, code, raw, price, cost in rows:
        item = {"article_id": key, "product_id": product, "code": code, "title": code.title(), "unit_id": 1}
        more = {"group_id": 1, "is_raw": raw, "selling_price": price, "avg_cost": cost, "deleted": key == GONE}
        put(connection, t.items, item | more)
    for least, price in ((1, Decimal(100)), (10, Decimal(90))):
        put(connection, t.item_prices, {"article_id": TABLE, "quantity": Decimal(least), "price": price})


def _colours(connection: Connection) -> None:
    put(connection, t.parameters, {"parameter_id": 1, "title": "Colour", "changes_quantity": False})
    for key, name, extra in ((1, "red", Decimal(0)), (2, "blue", Decimal(5)), (3, "green", Decimal("7.5"))):
        value = {"value_id": key, "parameter_id": 1, "ord": key, "code": name.upper(), "value": name}
        put(connection, t.parameter_values, value | {"selling_price": extra})
    put(connection, t.relations, {"relation_id": 1, "code": "RE00001", "title": "Cloth by colour"})
    for value_id, chair, cloth in ((1, RED_CHAIR, RED_CLOTH), (2, BLUE_CHAIR, BLUE_CLOTH)):
        put(connection, t.item_parameters, {"article_id": chair, "parameter_id": 1, "ord": 1})
        put(connection, t.item_values, {"article_id": chair, "parameter_id": 1, "value_id": value_id})
        put(
            connection,
            t.relation_lines,
            {"line_id": value_id, "relation_id": 1, "article_id": cloth, "ord": value_id},
        )
        put(connection, t.relation_line_values, {"line_id": value_id, "parameter_id": 1, "value_id": value_id})


def _recipes(connection: Connection) -> None:
    for key, title in ((1, "Saw"), (2, "Paint")):
        put(connection, t.work_center_types, {"type_id": key, "code": f"WCT{key:05}", "title": title})
    for key, kind in ((1, 1), (2, 1), (3, 2)):
        center = {
            "center_id": key,
            "type_id": kind,
            "code": f"WS{key}",
            "title": f"Station {key}",
            "site_id": 1,
        }
        put(connection, t.work_centers, center)
    for number, product in ((1, 1), (2, 4)):
        put(
            connection, t.boms, {"bom_id": number, "product_id": product, "code": f"BO{number:05}", "title": ""}
        )
        routing = {"routing_id": number, "product_id": product, "code": f"R{number:05}", "title": ""}
        put(connection, t.routings, routing)
        put(connection, t.bom_routings, {"bom_id": number, "routing_id": number})
    for ord, article, relation, quantity in ((1, LEG, None, Decimal(4)), (2, TOP, None, Decimal("1.05"))):
        component = {"bom_id": 1, "ord": ord, "article_id": article, "relation_id": relation}
        put(connection, t.bom_components, component | {"quantity": quantity})
    cloth = {"bom_id": 2, "ord": 1, "article_id": None, "relation_id": 1, "quantity": Decimal(2)}
    put(connection, t.bom_components, cloth)
    step = {"routing_id": 1, "ord": 1, "type_id": 1, "fixed_time": Decimal(10), "variable_time": Decimal("2.5")}
    costs = {
        "fixed_cost": Decimal(3),
        "variable_cost": Decimal("0.5"),
        "variable_quantity": Decimal(1),
        "time_payment": True,
    }
    put(connection, t.routing_operations, step | costs)
    paint = {"routing_id": 1, "ord": 2, "type_id": 2, "fixed_time": Decimal(5), "variable_time": Decimal(8)}
    costs = {
        "fixed_cost": Decimal(1),
        "variable_cost": Decimal(0),
        "variable_quantity": Decimal(2),
        "time_payment": False,
    }
    put(connection, t.routing_operations, paint | costs | {"piece_payment": Decimal("1.5")})


def _stock(connection: Connection) -> None:
    rows = (
        (1, TABLE, 20, Decimal(5), Decimal(50)),
        (2, TABLE, 20, Decimal(3), Decimal(60)),
        (3, LEG, 20, Decimal(100), Decimal(2)),
        (4, TOP, 20, Decimal(6), Decimal(10)),
        (5, TOP, 10, Decimal(10), Decimal(11)),
        (6, RED_CHAIR, 20, Decimal(4), Decimal(30)),
        (7, BLUE_CHAIR, 15, Decimal(9), Decimal(30)),
        (8, RED_CLOTH, 20, Decimal("7.5"), Decimal("5.25")),
        (9, TABLE, 25, Decimal(50), Decimal(50)),
    )
    for key, article, status, quantity, cost in rows:
        coming = NOW + 2 * DAY if status == 10 else NOW - (20 - key) * DAY
        lot = {"lot_id": key, "code": f"L{key:05}", "article_id": article, "status": status, "site_id": 1}
        more = {"created": NOW - 20 * DAY, "available_from": coming, "quantity": quantity, "item_cost": cost}
        put(connection, t.lots, lot | more | {"total_cost": cost * quantity})
    for place, quantity in ((1, Decimal(2)), (2, Decimal(3))):
        put(
            connection,
            t.lot_locations,
            {"lot_id": 1, "location_id": place, "available": quantity, "booked": Decimal(0)},
        )
    for number in range(1, 5):
        chair = {"serial": f"SN{number}", "article_id": RED_CHAIR, "status": 20, "lot_id": 6, "site_id": 1}
        put(connection, t.serials, chair)
