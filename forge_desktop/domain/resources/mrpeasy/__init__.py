"""MRPeasy's resources, in the order of the rail (contracts/mrpeasy-api.txt)."""

from forge_desktop.domain.resource import Resource
from forge_desktop.domain.resources.mrpeasy.customer_orders import CUSTOMER_ORDERS
from forge_desktop.domain.resources.mrpeasy.lots import LOTS
from forge_desktop.domain.resources.mrpeasy.manufacturing_orders import MANUFACTURING_ORDERS
from forge_desktop.domain.resources.mrpeasy.operations import OPERATIONS

RESOURCES: tuple[Resource, ...] = (
    CUSTOMER_ORDERS,
    MANUFACTURING_ORDERS,
    OPERATIONS,
    LOTS,
)
