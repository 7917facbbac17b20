"""What people and programs can do, by the numbers that the log of actions calls it."""

from __future__ import annotations

CO_CREATED, CO_CHANGED, CO_SHIPPED = 1, 2, 3
MO_CREATED, MO_CHANGED, MO_STARTED, MO_FINISHED = 11, 12, 13, 14
OPERATION_STARTED, OPERATION_PAUSED, OPERATION_FINISHED = 15, 16, 17
PO_CREATED, PO_CHANGED, PO_RECEIVED = 21, 22, 23
CUSTOMER_CREATED, CUSTOMER_CHANGED = 31, 32
ITEM_CREATED, ITEM_CHANGED, ITEM_DELETED = 41, 42, 43
SIGNED_IN = 51
OTHER_CREATED, OTHER_CHANGED, OTHER_DELETED = 61, 62, 63

ACTIVITIES = {
    CO_CREATED: "Customer order created",
    CO_CHANGED: "Customer order changed",
    CO_SHIPPED: "Customer order shipped",
    MO_CREATED: "Manufacturing order created",
    MO_CHANGED: "Manufacturing order changed",
    MO_STARTED: "Manufacturing order started",
    MO_FINISHED: "Manufacturing order finished",
    OPERATION_STARTED: "Manufacturing order operation started",
    OPERATION_PAUSED: "Manufacturing order operation paused",
    OPERATION_FINISHED: "Manufacturing order operation finished",
    PO_CREATED: "Purchase order created",
    PO_CHANGED: "Purchase order changed",
    PO_RECEIVED: "Purchase order received",
    CUSTOMER_CREATED: "Customer created",
    CUSTOMER_CHANGED: "Customer changed",
    ITEM_CREATED: "Stock item created",
    ITEM_CHANGED: "Stock item changed",
    ITEM_DELETED: "Stock item deleted",
    SIGNED_IN: "User signed in",
    OTHER_CREATED: "Master data created",
    OTHER_CHANGED: "Master data changed",
    OTHER_DELETED: "Master data deleted",
}
