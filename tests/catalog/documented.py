"""Every field the contracts document, copied by hand out of them, object by object.

MRPeasy's are those of contracts/mrpeasy-api.txt. Of ForgeMRP's, `id`, `created_at` and `updated_at` are stated
in contracts/forgemrp-api.txt, the others assumed in contracts/forgemrp-assumptions.md, and what only our own
server says beyond that is marked. A nested object is named `object.array`; nothing here is drawn from the
program's own declarations.
"""

from __future__ import annotations

FIELDS: dict[str, str] = {
    "boms": "bom_id product_id code title routings components",
    "boms.components": "component_id article_id relation_id quantity description ord",
    "customer-orders": (
        "cust_ord_id code reference customer_id customer_code customer_name shipping_address_id"
        " shipping_address status created delivery_date total_price total_cost profit discount_percent"
        " discount_sum notes delivery_terms products"
    ),
    "customer-orders.products": (
        "line_id ord article_id description quantity shipped item_price total_price discount_percent"
        " discount_sum cost profit part_status source"
    ),
    "customer-orders.products.source": (
        "lot_id lot_code lot_status man_ord_id manufacturing_order_code manufacturing_order_status"
        " pur_ord_id purchase_order_code purchase_order_status"
    ),
    "customers": (
        "customer_id code title reg_nr tax_nr created next_contact status payment_period user_id"
        " language_id contact_data"
    ),
    "customers.contact_data": "line_id type value",
    "manufacturing-orders": (
        "man_ord_id code article_id product_id item_code item_title unit_id unit group_id group_code"
        " group_title quantity status part_status created due_date start_date finish_date item_cost"
        " total_cost assigned_id bom_id routing_id lot_id lot_code site_id parts operations notes"
    ),
    "manufacturing-orders.parts": "writeoff_id booking_code article_id product_id booked consumed lots",
    "manufacturing-orders.parts.lots": "lot_id code booked consumed item_cost",
    "manufacturing-orders.operations": (
        "operation_id ord type_id vendor_id description setup_time cycle_time planned_start_date"
        " planned_finish_date planned_duration real_start_date real_finish_date real_duration"
        " manufacturing_cost labour_cost stations"
    ),
    "manufacturing-orders.operations.stations": (
        "pws_id station_id code title planned_start_date planned_finish_date planned_duration"
        " real_start_date real_finish_date real_duration manufacturing_cost workers"
    ),
    "manufacturing-orders.operations.stations.workers": (
        "worker_id user_id department_id planned_start_date planned_finish_date planned_duration"
        " real_start_date real_finish_date real_duration labour_cost results"
    ),
    "manufacturing-orders.operations.stations.workers.results": (
        "result_id real_start_date real_finish_date real_duration Quantity"
    ),
    "manufacturing-orders.notes": (
        "note_id created author_id author last_modified last_modifier_id last_modifier text"
    ),
    "parameters": "parameter_id title changes_quantity values",
    "parameters.values": "value_id code value selling_price ord",
    "product-groups": "group_id code title",
    "purchase-orders": (
        "pur_ord_id code vendor_id vendor_code vendor_title status created expected_date due_date"
        " shipped_date arrival_date order_number order_date invoice_number invoice_date total_price"
        " vendor_price fees_taxable vendor_fees_taxable fees vendor_fees tax_percent tax vendor_tax"
        " discount_percent discount vendor_discount currency currency_rate free_text products"
    ),
    "purchase-orders.products": (
        "line_id ord article_id product_id item_code item_title description unit_id unit group_id"
        " group_code group_title quantity vendor_quantity vendor_unit total_price vendor_price"
        " fees_taxable vendor_fees_taxable fees vendor_fees tax vendor_tax discount vendor_discount"
    ),
    "relations": "relation_id code title lines",
    "relations.lines": "line_id article_id ord values",
    "relations.lines.values": "parameter_id value_id",
    "routings": "routing_id product_id code title boms operations",
    "routings.operations": (
        "operation_id type_id ord description fixed_time variable_time fixed_cost variable_cost"
        " variable_quantity time_payment piece_payment sequence overlap"
    ),
    "serials": (
        "serial_id serial article_id product_id item_code item_title group_id group_code group_title"
        " status lot_id lot_code cust_ord_id customer_order_code customer_order_created rma_ord_id"
        " rma_order_code customer__id customer_code customer_name site_id"
    ),
    "items": (
        "article_id product_id code title unit_id group_id group_code group_title is_raw selling_price"
        " avg_cost in_stock available booked expected_total expected_available expected_booked"
        " min_quantity deleted purchase_terms parameters"
    ),
    "items.purchase_terms": (
        "vendor_id vendor_code vendor_title vendor_product_code priority lead_time unit unit_rate"
        " min_quantity vendor_min_quantity price currency_price currency"
    ),
    "items.parameters": "parameter_id ord title",
    "lots": (
        "lot_id code article_id product_id item_code item_title unit_id unit group_id group_code"
        " group_title status created available_from quantity available booked item_cost total_cost"
        " pur_ord_id purchase_order_code man_ord_id manufacturing_order_code transfer_id"
        " transfer_order_code site_id locations"
    ),
    "lots.locations": "location_id location available booked",
    "units": "unit_id title",
    "users/actions": "log_id created user_id username object_id activity desciption comment",
    "work-center-types": "type_id code title",
    "work-centers": "center_id type_id code title",
}

SINGLE_ONLY: dict[str, str] = {"manufacturing-orders": "parts operations notes", "relations": "lines"}
"""Included in the reply only when a particular object is requested."""

FILTERS: dict[str, str] = {
    "boms": "",
    "customer-orders": (
        "cust_ord_id code reference customer_id customer_code customer_name shipping_address_id"
        " shipping_address status created_min created_max delivery_date_min delivery_date_max"
        " total_price_min total_price_max total_cost_min total_cost_max profit_min profit_max"
    ),
    "customers": ("code title reg_nr tax_nr created_min created_max next_contact_min next_contact_max status"),
    "manufacturing-orders": (
        "man_ord_id code article_id product_id item_code item_title group_id group_code group_title"
        " quantity_min quantity_max status part_status created_min created_max due_date_min due_date_max"
        " start_date_min start_date_max finish_date_min finish_date_max item_cost_min item_cost_max"
        " total_cost_min total_cost_max assigned_id bom_id routing_id lot_id lot_code site_id"
    ),
    "parameters": "parameter_id title",
    "product-groups": "group_id code title",
    "purchase-orders": (
        "pur_ord_id code vendor_id vendor_code vendor_title status created_min created_max"
        " expected_date_min expected_date_max due_date_min due_date_max shipped_date_min"
        " shipped_date_max arrival_date_min arrival_date_max order_number order_date_min order_date_max"
        " invoice_number invoice_date_min invoice_date_max total_price_min total_price_max"
    ),
    "relations": "relation_id code title",
    "routings": "",
    "serials": (
        "serial_id serial article_id product_id item_code item_title group_id group_code group_title"
        " status lot_id lot_code cust_ord_id customer_order_code customer_order_created_min"
        " customer_order_created_max rma_ord_id rma_order_code customer__id customer_code customer_name"
        " site_id"
    ),
    "items": (
        "article_id product_id code title unit_id group_id group_code group_title is_raw"
        " selling_price_min selling_price_max avg_cost_min avg_cost_max in_stock_min in_stock_max"
        " available_min available_max booked_min booked_max expected_total_min expected_total_max"
        " expected_available_min expected_available_max expected_booked_min expected_booked_max"
        " deleted"
    ),
    "lots": (
        "lot_id code article_id product_id item_code item_title group_id group_code"
        " group_title status created_min created_max available_from_min available_from_max quantity_min"
        " quantity_max available_min available_max booked_min booked_max item_cost_min item_cost_max"
        " total_cost_min total_cost_max pur_ord_id purchase_order_code man_ord_id"
        " manufacturing_order_code transfer_id transfer_order_code site_id"
    ),
    "units": "",
    "users/actions": "log_id created_min created_max user_id object_id activity comment",
    "work-center-types": "",
    "work-centers": "",
}
"""Documented GET parameters of the list."""

_STAMPS = "id created_at updated_at"
_ASSUMED: dict[str, str] = {
    "quotes": "number client_id client_name status valid_until total currency notes lines",
    "jobs": "number quote_id client_id client_name status quantity due_date priority work_orders",
    "purchase-orders": (
        "number supplier_id supplier_name job_id status order_date required_date currency total lines"
    ),
    "rfqs": "number supplier_id status due_date lines",
    "inventory": "sku name unit quantity_on_hand quantity_allocated location lot unit_cost",
    "clients": "name email phone address notes",
    "suppliers": "name email phone address notes",
}
_OURS: dict[str, str] = {
    "quotes": "job_id",
    "jobs": "part_number part_name",
    "purchase-orders": "rfq_id",
    "rfqs": "supplier_name",
}
"""Said by our own server beyond the assumptions; the vendor's may leave it out."""

FORGE_FIELDS: dict[str, str] = {
    **{name: f"{_STAMPS} {told} {_OURS.get(name, '')}" for name, told in _ASSUMED.items()},
    "quotes.lines": "description part_number quantity unit_price",
    "jobs.work_orders": "id sequence name equipment status setup_minutes cycle_minutes",
    "purchase-orders.lines": "description part_number quantity unit_price",
    "rfqs.lines": "description part_number quantity",
}
FORGE_WORDS: dict[str, str] = {
    "quotes.status": "draft sent approved declined expired",
    "jobs.status": "pending released in_progress on_hold completed cancelled",
    "jobs.priority": "low normal high urgent",
    "purchase-orders.status": "draft sent acknowledged partially_received received cancelled",
    "rfqs.status": "draft sent responded closed cancelled",
}

DOCUMENTED: dict[str, dict[str, str]] = {"mrpeasy": FIELDS, "forgemrp": FORGE_FIELDS}
DERIVED: dict[str, set[str]] = {"mrpeasy": {"operations", "users"}, "forgemrp": {"work-orders"}}
"""Resources that no contract has: worked out of others."""
