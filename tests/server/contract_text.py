"""What `mrpeasy-api.txt` says of each object, written down by hand: fields, arrays, filters.

It is copied from the contract and from nothing in the program, so that a wrong belief of the server shows.
A field followed by `=` can be filtered exactly (three ids are named only in the URL of their list), by `~`
between `_min` and `_max`.
"""

from __future__ import annotations

OBJECTS: dict[str, str] = {
    "boms": "bom_id product_id code title",
    "customer-orders": """cust_ord_id= code= reference= customer_id= customer_code= customer_name=
        shipping_address_id= shipping_address= status= created~ delivery_date~ total_price~ total_cost~ profit~
        discount_percent discount_sum notes delivery_terms""",
    "customers": """customer_id code= title= reg_nr= tax_nr= created~ next_contact~ status= payment_period
        user_id language_id""",
    "manufacturing-orders": """man_ord_id= code= article_id= product_id= item_code= item_title= unit_id unit
        group_id= group_code= group_title= quantity~ status= part_status= created~ due_date~ start_date~
        finish_date~ item_cost~ total_cost~ assigned_id= bom_id= routing_id= lot_id= lot_code= site_id=""",
    "parameters": "parameter_id= title= changes_quantity",
    "product-groups": "group_id= code= title=",
    "purchase-orders": """pur_ord_id= code= vendor_id= vendor_code= vendor_title= status= created~
        expected_date~ due_date~ shipped_date~ arrival_date~ order_number= order_date~ invoice_number=
        invoice_date~ total_price~ vendor_price fees_taxable vendor_fees_taxable fees vendor_fees tax_percent
        tax vendor_tax discount_percent discount vendor_discount currency currency_rate free_text""",
    "relations": "relation_id= code= title=",
    "routings": "routing_id product_id code title",
    "serials": """serial_id= serial= article_id= product_id= item_code= item_title= group_id= group_code=
        group_title= status= lot_id= lot_code= cust_ord_id= customer_order_code= customer_order_created~
        rma_ord_id= rma_order_code= customer__id= customer_code= customer_name= site_id=""",
    "items": """article_id= product_id= code= title= unit_id= group_id= group_code= group_title= is_raw=
        selling_price~ avg_cost~ in_stock~ available~ booked~ expected_total~ expected_available~
        expected_booked~ min_quantity deleted=""",
    "lots": """lot_id= code= article_id= product_id= item_code= item_title= unit_id unit group_id= group_code=
        group_title= status= created~ available_from~ quantity~ available~ booked~ item_cost~ total_cost~
        pur_ord_id= purchase_order_code= man_ord_id= manufacturing_order_code= transfer_id=
        transfer_order_code= site_id=""",
    "units": "unit_id title",
    "users/actions": "log_id= created~ user_id= username object_id= activity= desciption comment=",
    "work-center-types": "type_id code title",
    "work-centers": "center_id type_id code title",
}

_DONE = """planned_start_date planned_finish_date planned_duration real_start_date real_finish_date
    real_duration"""
_PRICES = """total_price vendor_price fees_taxable vendor_fees_taxable fees vendor_fees tax vendor_tax
    discount vendor_discount"""

# Path of an array inside an object → the fields of its entries, or "" where the entries are plain integers.
ARRAYS: dict[str, dict[str, str]] = {
    "boms": {
        "routings": "",
        "components": "component_id article_id relation_id quantity description ord",
    },
    "customer-orders": {
        "products": """line_id ord article_id description quantity shipped item_price total_price
            discount_percent discount_sum cost profit part_status""",
        "products.source": """lot_id lot_code lot_status man_ord_id manufacturing_order_code
            manufacturing_order_status pur_ord_id purchase_order_code purchase_order_status""",
    },
    "customers": {"contact_data": "line_id type value"},
    "parameters": {"values": "value_id code value selling_price ord"},
    "purchase-orders": {
        "products": f"""line_id ord article_id product_id item_code item_title description unit_id unit group_id
            group_code group_title quantity vendor_quantity vendor_unit {_PRICES}"""
    },
    "routings": {
        "boms": "",
        "operations": """operation_id type_id ord description fixed_time variable_time fixed_cost variable_cost
            variable_quantity time_payment piece_payment overlap""",
        "operations.sequence": "",
    },
    "items": {
        "purchase_terms": """vendor_id vendor_code vendor_title vendor_product_code priority lead_time unit
            unit_rate min_quantity vendor_min_quantity price currency_price currency""",
        "parameters": "parameter_id ord title",
    },
    "lots": {"locations": "location_id location available booked"},
}

# The same, for arrays that only the answer for a single object has.
SINGLE_ARRAYS: dict[str, dict[str, str]] = {
    "manufacturing-orders": {
        "parts": "writeoff_id booking_code article_id product_id booked consumed",
        "parts.lots": "lot_id code booked consumed item_cost",
        "operations": f"""operation_id ord type_id vendor_id description setup_time cycle_time {_DONE}
            manufacturing_cost labour_cost""",
        "operations.stations": f"pws_id station_id code title {_DONE} manufacturing_cost",
        "operations.stations.workers": f"worker_id user_id department_id {_DONE} labour_cost",
        "operations.stations.workers.results": """result_id real_start_date real_finish_date real_duration
            Quantity""",
        "notes": "note_id created author_id author last_modified last_modifier_id last_modifier text",
    },
    "relations": {
        "lines": "line_id article_id ord",
        "lines.values": "parameter_id value_id",
    },
}

STATUS_FIELDS = {"status", "part_status"}


def fields(path: str) -> list[str]:
    """Names of an object's own fields."""
    return [word.rstrip("=~") for word in OBJECTS[path].split()]


def filters() -> list[tuple[str, str, str]]:
    """(path, field, kind) for every documented filter, kind being `=` or `~`."""
    return [
        (path, word[:-1], word[-1])
        for path, text in OBJECTS.items()
        for word in text.split()
        if word[-1] in "=~"
    ]
