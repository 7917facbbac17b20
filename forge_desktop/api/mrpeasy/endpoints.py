"""Every object of the contract, with the filters it documents (contracts/mrpeasy-api.txt, "Objects")."""

from __future__ import annotations

from collections.abc import Mapping

from forge_desktop.api.contract import Endpoint


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ITEM = "article_id product_id item_code item_title group_id group_code group_title"

ENDPOINTS: Mapping[str, Endpoint] = {
    endpoint.path: endpoint
    for endpoint in (
        Endpoint(
            path="customer-orders",
            key="cust_ord_id",
            filters=_words(
                "cust_ord_id code reference customer_id customer_code customer_name shipping_address_id"
                " shipping_address status"
            ),
            ranges=_words("created delivery_date total_price total_cost profit"),
        ),
        Endpoint(
            path="manufacturing-orders",
            key="man_ord_id",
            filters=_words(
                f"man_ord_id code {_ITEM} status part_status assigned_id bom_id routing_id lot_id lot_code"
                " site_id"
            ),
            ranges=_words("quantity created due_date start_date finish_date item_cost total_cost"),
            single_only=_words("parts operations notes"),
        ),
        Endpoint(
            path="lots",
            key="lot_id",
            filters=_words(
                f"lot_id code {_ITEM} status pur_ord_id purchase_order_code man_ord_id"
                " manufacturing_order_code transfer_id transfer_order_code site_id"
            ),
            ranges=_words("created available_from quantity available booked item_cost total_cost"),
        ),
        Endpoint(
            path="items",
            key="article_id",
            filters=_words(
                "article_id product_id code title unit_id group_id group_code group_title is_raw deleted"
            ),
            ranges=_words(
                "selling_price avg_cost in_stock available booked expected_total expected_available"
                " expected_booked"
            ),
            either=_words("selling_price min_quantity"),
        ),
        Endpoint(
            path="serials",
            key="serial_id",
            filters=_words(
                f"serial_id serial {_ITEM} status lot_id lot_code cust_ord_id customer_order_code rma_ord_id"
                " rma_order_code customer__id customer_code customer_name site_id"
            ),
            ranges=_words("customer_order_created"),
            names={"customer_id": "customer__id"},
        ),
        Endpoint(
            path="purchase-orders",
            key="pur_ord_id",
            filters=_words(
                "pur_ord_id code vendor_id vendor_code vendor_title status order_number invoice_number"
            ),
            ranges=_words(
                "created expected_date due_date shipped_date arrival_date order_date invoice_date total_price"
            ),
        ),
        Endpoint(
            path="customers",
            key="customer_id",
            filters=_words("code title reg_nr tax_nr status"),
            ranges=_words("created next_contact"),
        ),
        Endpoint(path="boms", key="bom_id"),
        Endpoint(path="routings", key="routing_id"),
        Endpoint(path="product-groups", key="group_id", filters=_words("group_id code title")),
        Endpoint(path="units", key="unit_id"),
        Endpoint(path="parameters", key="parameter_id", filters=_words("parameter_id title")),
        Endpoint(
            path="relations",
            key="relation_id",
            filters=_words("relation_id code title"),
            single_only=_words("lines"),
        ),
        Endpoint(path="work-centers", key="center_id"),
        Endpoint(path="work-center-types", key="type_id"),
        Endpoint(
            path="users/actions",
            key="log_id",
            filters=_words("log_id user_id object_id activity comment"),
            ranges=_words("created"),
            names={"description": "desciption"},
        ),
    )
}
"""`names` accepts a corrected spelling beside the contract's own slip; what is documented wins."""
