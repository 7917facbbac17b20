"""The server's whole world under one name: `tables.lots`, `tables.items`, … with `connect` and `create_all`.

Amounts are exact (`columns.Amount` stores millionths), times UTC unix seconds, durations minutes.
"""

from __future__ import annotations

from sqlalchemy import Engine

from forge_desktop.server.columns import METADATA
from forge_desktop.server.database import connect
from forge_desktop.server.forge_tables import KEPT
from forge_desktop.server.masters import (
    activities,
    bom_components,
    bom_routings,
    boms,
    custom_values,
    customer_addresses,
    customer_contacts,
    customers,
    item_minimums,
    item_parameters,
    item_prices,
    item_values,
    items,
    locations,
    parameter_values,
    parameters,
    product_groups,
    purchase_terms,
    relation_line_values,
    relation_lines,
    relations,
    routing_operations,
    routing_sequences,
    routings,
    settings,
    sites,
    units,
    user_actions,
    users,
    vendors,
    work_center_types,
    work_centers,
)
from forge_desktop.server.orders import (
    bookings,
    customer_order_lines,
    customer_orders,
    lot_locations,
    lots,
    manufacturing_orders,
    mo_notes,
    mo_operations,
    mo_parts,
    mo_results,
    mo_stations,
    mo_workers,
    purchase_order_lines,
    purchase_orders,
    serials,
    shipments,
)

__all__ = [
    "KEPT",
    "METADATA",
    "activities",
    "bom_components",
    "bom_routings",
    "boms",
    "bookings",
    "connect",
    "create_all",
    "custom_values",
    "customer_addresses",
    "customer_contacts",
    "customer_order_lines",
    "customer_orders",
    "customers",
    "item_minimums",
    "item_parameters",
    "item_prices",
    "item_values",
    "items",
    "locations",
    "lot_locations",
    "lots",
    "manufacturing_orders",
    "mo_notes",
    "mo_operations",
    "mo_parts",
    "mo_results",
    "mo_stations",
    "mo_workers",
    "parameter_values",
    "parameters",
    "product_groups",
    "purchase_order_lines",
    "purchase_orders",
    "purchase_terms",
    "relation_line_values",
    "relation_lines",
    "relations",
    "routing_operations",
    "routing_sequences",
    "routings",
    "serials",
    "settings",
    "shipments",
    "sites",
    "units",
    "user_actions",
    "users",
    "vendors",
    "work_center_types",
    "work_centers",
]


def create_all(engine: Engine) -> None:
    """Create every table that is missing."""
    METADATA.create_all(engine)
