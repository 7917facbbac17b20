"""Every object of the contract's reading side, by its path."""

from __future__ import annotations

from forge_desktop.server.mrpeasy.declare import Resource
from forge_desktop.server.mrpeasy.engineering import (
    BOMS,
    PARAMETERS,
    RELATIONS,
    ROUTINGS,
    WORK_CENTER_TYPES,
    WORK_CENTERS,
)
from forge_desktop.server.mrpeasy.items import ITEMS
from forge_desktop.server.mrpeasy.masters import ACTIVITIES, CUSTOMERS, PRODUCT_GROUPS, UNITS, USER_ACTIONS
from forge_desktop.server.mrpeasy.orders import CUSTOMER_ORDERS, PURCHASE_ORDERS
from forge_desktop.server.mrpeasy.production import MANUFACTURING_ORDERS
from forge_desktop.server.mrpeasy.stock import LOTS, SERIALS

RESOURCES: dict[str, Resource] = {
    resource.path: resource
    for resource in (
        BOMS,
        CUSTOMER_ORDERS,
        CUSTOMERS,
        MANUFACTURING_ORDERS,
        PARAMETERS,
        PRODUCT_GROUPS,
        PURCHASE_ORDERS,
        RELATIONS,
        ROUTINGS,
        SERIALS,
        ITEMS,
        LOTS,
        UNITS,
        USER_ACTIONS,
        ACTIVITIES,
        WORK_CENTER_TYPES,
        WORK_CENTERS,
    )
}
