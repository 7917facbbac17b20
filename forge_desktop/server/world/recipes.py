"""What it takes to make something: parts from the bill of materials, work from the routing, times and costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from sqlalchemy import select

from forge_desktop.server import tables as t
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.money import MOST_MONEY, ZERO, cents, labour, micros, times

LONGEST_MINUTES = 9 * 60 * 250 * 5
"""Five years of work days: whoever wants more of one order has mistyped its quantity."""

_bom, _routing, _step = t.boms.c, t.routings.c, t.routing_operations.c


@dataclass(frozen=True)
class Step:
    """One operation, planned for a quantity."""

    ord: int
    type_id: int
    description: str
    setup_time: int
    cycle_time: int
    minutes: int
    overhead: Decimal
    labour: Decimal


def bom_of(act: Act, product_id: int) -> int | None:
    """The product's usual bill of materials."""
    row = act.row(select(_bom.bom_id).where(_bom.product_id == product_id).order_by(_bom.bom_id).limit(1))
    return None if row is None else int(row[0])


def routing_of(act: Act, product_id: int, bom_id: int | None) -> int | None:
    """The routing that suits the bill of materials, else the product's first."""
    pair = t.bom_routings.c
    suited = select(pair.routing_id).where(pair.bom_id == bom_id).order_by(pair.bom_routing_id)
    own = select(_routing.routing_id).where(_routing.product_id == product_id).order_by(_routing.routing_id)
    row = act.row(suited.limit(1)) or act.row(own.limit(1))
    return None if row is None else int(row[0])


def parts_for(act: Act, bom_id: int | None, article_id: int, quantity: Decimal) -> list[tuple[int, Decimal]]:
    """Item and quantity of every component, in their order."""
    if bom_id is None:
        return []
    component = t.bom_components.c
    found: list[tuple[int, Decimal]] = []
    for row in act.rows(select(t.bom_components).where(component.bom_id == bom_id).order_by(component.ord)):
        part = row.article_id or _related(act, row.relation_id, article_id)
        need = micros(times(row.quantity, quantity))
        if not ZERO < need < MOST_MONEY:
            raise Refused("quantity: too large or too small for the bill of materials")
        found.append((part, need))
    return found


def _related(act: Act, relation_id: int, article_id: int) -> int:
    """The item that a relation chooses for a variation: the first line whose every value the variation has."""
    chosen = t.item_values.c
    own = {
        (row[0], row[1])
        for row in act.rows(select(chosen.parameter_id, chosen.value_id).where(chosen.article_id == article_id))
    }
    line, value = t.relation_lines.c, t.relation_line_values.c
    for row in act.rows(
        select(line.line_id, line.article_id).where(line.relation_id == relation_id).order_by(line.ord)
    ):
        wanted = act.rows(select(value.parameter_id, value.value_id).where(value.line_id == row.line_id))
        if {(pair[0], pair[1]) for pair in wanted} <= own:
            return int(row.article_id)
    raise Refused("article_id: a relation in the bill of materials has no part for this variation")


def steps_for(act: Act, routing_id: int | None, quantity: Decimal) -> list[Step]:
    """Every operation of the routing: fixed + variable × quantity / variable_quantity minutes, rounded up."""
    if routing_id is None:
        return []
    rows = act.rows(select(t.routing_operations).where(_step.routing_id == routing_id).order_by(_step.ord))
    steps = [_step_for(row, quantity) for row in rows]
    if sum(step.minutes for step in steps) > LONGEST_MINUTES:
        raise Refused("quantity: would take longer than five years to make")
    return steps


def _step_for(row: Any, quantity: Decimal) -> Step:
    rounds = quantity / (row.variable_quantity or Decimal(1))
    minutes = int((row.fixed_time + row.variable_time * rounds).to_integral_value(ROUND_CEILING))
    wages = labour(minutes) if row.time_payment else ZERO
    wages += cents(times(row.piece_payment or ZERO, quantity))
    overhead = cents(row.fixed_cost + times(row.variable_cost, quantity))
    return Step(
        row.ord,
        row.type_id,
        row.description,
        int(row.fixed_time),
        int(row.variable_time),
        minutes,
        overhead,
        wages,
    )
