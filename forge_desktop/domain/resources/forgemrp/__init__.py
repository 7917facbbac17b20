"""ForgeMRP's resources, in the order of the rail.

Context: the published contract names the resources and little more; the fields are our assumptions
(contracts/forgemrp-assumptions.md). Decision: they are declared like any others, with the words of the
assumptions as names, and nothing leans on a field being there. Rejected: reading the fields off the first
answers (a page would change its shape with the data). Consequence: an answer with other names loses nothing,
its values stand under "All fields", and a correction is a change of these declarations alone.
"""

from forge_desktop.domain.resource import Resource
from forge_desktop.domain.resources.forgemrp.clients import CLIENTS
from forge_desktop.domain.resources.forgemrp.inventory import INVENTORY
from forge_desktop.domain.resources.forgemrp.jobs import JOBS
from forge_desktop.domain.resources.forgemrp.purchase_orders import PURCHASE_ORDERS
from forge_desktop.domain.resources.forgemrp.quotes import QUOTES
from forge_desktop.domain.resources.forgemrp.rfqs import RFQS
from forge_desktop.domain.resources.forgemrp.suppliers import SUPPLIERS
from forge_desktop.domain.resources.forgemrp.work_orders import WORK_ORDERS

RESOURCES: tuple[Resource, ...] = (
    QUOTES,
    JOBS,
    WORK_ORDERS,
    INVENTORY,
    PURCHASE_ORDERS,
    RFQS,
    CLIENTS,
    SUPPLIERS,
)
