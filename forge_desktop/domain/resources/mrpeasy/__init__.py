"""MRPeasy's resources, in the order of the rail (contracts/mrpeasy-api.txt)."""

from forge_desktop.domain.resource import Resource
from forge_desktop.domain.resources.mrpeasy.boms import BOMS
from forge_desktop.domain.resources.mrpeasy.customer_orders import CUSTOMER_ORDERS
from forge_desktop.domain.resources.mrpeasy.customers import CUSTOMERS
from forge_desktop.domain.resources.mrpeasy.items import ITEMS
from forge_desktop.domain.resources.mrpeasy.lots import LOTS
from forge_desktop.domain.resources.mrpeasy.manufacturing_orders import MANUFACTURING_ORDERS
from forge_desktop.domain.resources.mrpeasy.operations import OPERATIONS
from forge_desktop.domain.resources.mrpeasy.parameters import PARAMETERS
from forge_desktop.domain.resources.mrpeasy.product_groups import PRODUCT_GROUPS
from forge_desktop.domain.resources.mrpeasy.purchase_orders import PURCHASE_ORDERS
from forge_desktop.domain.resources.mrpeasy.relations import RELATIONS
from forge_desktop.domain.resources.mrpeasy.routings import ROUTINGS
from forge_desktop.domain.resources.mrpeasy.serials import SERIALS
from forge_desktop.domain.resources.mrpeasy.units import UNITS
from forge_desktop.domain.resources.mrpeasy.user_actions import USER_ACTIONS
from forge_desktop.domain.resources.mrpeasy.users import USERS
from forge_desktop.domain.resources.mrpeasy.work_center_types import WORK_CENTER_TYPES
from forge_desktop.domain.resources.mrpeasy.work_centers import WORK_CENTERS

RESOURCES: tuple[Resource, ...] = (
    CUSTOMER_ORDERS,
    MANUFACTURING_ORDERS,
    OPERATIONS,
    LOTS,
    ITEMS,
    SERIALS,
    PURCHASE_ORDERS,
    CUSTOMERS,
    BOMS,
    ROUTINGS,
    PRODUCT_GROUPS,
    UNITS,
    PARAMETERS,
    RELATIONS,
    WORK_CENTERS,
    WORK_CENTER_TYPES,
    USER_ACTIONS,
    USERS,
)
