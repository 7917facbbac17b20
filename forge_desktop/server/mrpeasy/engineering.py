"""The contract's engineering data: parameters, relations, BOMs, routings, work stations."""

from __future__ import annotations

from forge_desktop.server import tables as t
from forge_desktop.server.mrpeasy.declare import (
    AMOUNT,
    CODE,
    COUNT,
    EXACT,
    FLAG,
    ID,
    TEXT,
    Child,
    Field,
    Resource,
    Rows,
)

# ---------------------------------------------------------------- parameters and relations
_value = t.parameter_values.c
PARAMETERS = Resource(
    "parameters",
    "Parameter",
    Rows(
        t.parameters,
        t.parameters.c.parameter_id,
        (
            Field("parameter_id", t.parameters.c.parameter_id, ID, EXACT),
            Field("title", t.parameters.c.title, TEXT, EXACT),
            Field("changes_quantity", t.parameters.c.changes_quantity, FLAG),
        ),
        children=(
            Child(
                "values",
                Rows(
                    t.parameter_values,
                    _value.value_id,
                    (
                        Field("value_id", _value.value_id, ID),
                        Field("code", _value.code, TEXT),
                        Field("value", _value.value, TEXT),
                        Field("selling_price", _value.selling_price, AMOUNT),
                        Field("ord", _value.ord, CODE),
                    ),
                    order=_value.ord,
                ),
                _value.parameter_id,
            ),
        ),
    ),
)
_line = t.relation_lines.c
_line_value = t.relation_line_values.c
RELATIONS = Resource(
    "relations",
    "Relation",
    Rows(
        t.relations,
        t.relations.c.relation_id,
        (
            Field("relation_id", t.relations.c.relation_id, ID, EXACT),
            Field("code", t.relations.c.code, TEXT, EXACT),
            Field("title", t.relations.c.title, TEXT, EXACT),
        ),
        children=(
            Child(
                "lines",
                Rows(
                    t.relation_lines,
                    _line.line_id,
                    (
                        Field("line_id", _line.line_id, ID),
                        Field("article_id", _line.article_id, ID),
                        Field("ord", _line.ord, CODE),
                    ),
                    order=_line.ord,
                    children=(
                        Child(
                            "values",
                            Rows(
                                t.relation_line_values,
                                _line_value.line_value_id,
                                (
                                    Field("parameter_id", _line_value.parameter_id, ID),
                                    Field("value_id", _line_value.value_id, ID),
                                ),
                            ),
                            _line_value.line_id,
                        ),
                    ),
                ),
                _line.relation_id,
                detail=True,
            ),
        ),
    ),
)

# ---------------------------------------------------------------- BOMs and routings
_component = t.bom_components.c
BOMS = Resource(
    "boms",
    "Bill of materials",
    Rows(
        t.boms,
        t.boms.c.bom_id,
        (
            Field("bom_id", t.boms.c.bom_id, ID),
            Field("product_id", t.boms.c.product_id, ID),
            Field("code", t.boms.c.code, TEXT),
            Field("title", t.boms.c.title, TEXT),
        ),
        children=(
            Child(
                "routings",
                Rows(
                    t.bom_routings,
                    t.bom_routings.c.bom_routing_id,
                    (Field("routing_id", t.bom_routings.c.routing_id, ID),),
                ),
                t.bom_routings.c.bom_id,
                bare=True,
            ),
            Child(
                "components",
                Rows(
                    t.bom_components,
                    _component.component_id,
                    (
                        Field("component_id", _component.component_id, ID),
                        Field("article_id", _component.article_id, ID),
                        Field("relation_id", _component.relation_id, ID),
                        Field("quantity", _component.quantity, AMOUNT),
                        Field("description", _component.description, TEXT),
                        Field("ord", _component.ord, CODE),
                    ),
                    order=_component.ord,
                ),
                _component.bom_id,
            ),
        ),
    ),
)
_operation = t.routing_operations.c
ROUTINGS = Resource(
    "routings",
    "Routing",
    Rows(
        t.routings,
        t.routings.c.routing_id,
        (
            Field("routing_id", t.routings.c.routing_id, ID),
            Field("product_id", t.routings.c.product_id, ID),
            Field("code", t.routings.c.code, TEXT),
            Field("title", t.routings.c.title, TEXT),
        ),
        children=(
            Child(
                "boms",
                Rows(
                    t.bom_routings,
                    t.bom_routings.c.bom_routing_id,
                    (Field("bom_id", t.bom_routings.c.bom_id, ID),),
                ),
                t.bom_routings.c.routing_id,
                bare=True,
            ),
            Child(
                "operations",
                Rows(
                    t.routing_operations,
                    _operation.operation_id,
                    (
                        Field("operation_id", _operation.operation_id, ID),
                        Field("type_id", _operation.type_id, ID),
                        Field("ord", _operation.ord, CODE),
                        Field("description", _operation.description, TEXT),
                        Field("fixed_time", _operation.fixed_time, AMOUNT),
                        Field("variable_time", _operation.variable_time, AMOUNT),
                        Field("fixed_cost", _operation.fixed_cost, AMOUNT),
                        Field("variable_cost", _operation.variable_cost, AMOUNT),
                        Field("variable_quantity", _operation.variable_quantity, AMOUNT),
                        Field("time_payment", _operation.time_payment, FLAG),
                        Field("piece_payment", _operation.piece_payment, AMOUNT),
                        Field("overlap", _operation.overlap, AMOUNT),
                    ),
                    order=_operation.ord,
                    children=(
                        Child(
                            "sequence",
                            Rows(
                                t.routing_sequences,
                                t.routing_sequences.c.sequence_id,
                                (Field("after_ord", t.routing_sequences.c.after_ord, COUNT),),
                            ),
                            t.routing_sequences.c.operation_id,
                            bare=True,
                        ),
                    ),
                ),
                _operation.routing_id,
            ),
        ),
    ),
)

# ---------------------------------------------------------------- work stations
WORK_CENTER_TYPES = Resource(
    "work-center-types",
    "Work station type",
    Rows(
        t.work_center_types,
        t.work_center_types.c.type_id,
        (
            Field("type_id", t.work_center_types.c.type_id, ID),
            Field("code", t.work_center_types.c.code, TEXT),
            Field("title", t.work_center_types.c.title, TEXT),
        ),
    ),
)
WORK_CENTERS = Resource(
    "work-centers",
    "Work station",
    Rows(
        t.work_centers,
        t.work_centers.c.center_id,
        (
            Field("center_id", t.work_centers.c.center_id, ID),
            Field("type_id", t.work_centers.c.type_id, ID),
            Field("code", t.work_centers.c.code, TEXT),
            Field("title", t.work_centers.c.title, TEXT),
            Field("site_id", t.work_centers.c.site_id, ID),
        ),
    ),
)
