"""What lies inside a manufacturing order: operations down to results, parts with their lots, notes."""

from __future__ import annotations

from forge_desktop.domain.resource import Field, Ref
from forge_desktop.domain.scalars import Kind

_PLANNED = (
    Field(name="planned_start_date", label="Planned start", kind=Kind.INSTANT),
    Field(name="planned_finish_date", label="Planned finish", kind=Kind.INSTANT),
    Field(name="planned_duration", label="Planned time", kind=Kind.MINUTES),
    Field(name="real_start_date", label="Started", kind=Kind.INSTANT),
    Field(name="real_finish_date", label="Finished", kind=Kind.INSTANT),
    Field(name="real_duration", label="Real time", kind=Kind.MINUTES),
)
_RESULTS = (
    Field(name="result_id", label="Result key", kind=Kind.ID),
    Field(name="real_start_date", label="Started", kind=Kind.INSTANT),
    Field(name="real_finish_date", label="Finished", kind=Kind.INSTANT),
    Field(name="real_duration", label="Real time", kind=Kind.MINUTES),
    Field(name="Quantity", label="Good", kind=Kind.QUANTITY),
)
_WORKERS = (
    Field(name="worker_id", label="Worker key", kind=Kind.ID),
    Field(name="user_id", label="Worker", kind=Kind.ID, ref=Ref("users", "username")),
    Field(name="department_id", label="Department", kind=Kind.ID),
    *_PLANNED,
    Field(name="labour_cost", label="Labour cost", kind=Kind.MONEY),
    Field(name="results", label="Results", kind=Kind.LINES, fields=_RESULTS),
)
STATION_LINES = (
    Field(name="pws_id", label="Station booking", kind=Kind.ID),
    Field(name="station_id", label="Station key", kind=Kind.ID, ref=Ref("work-centers", "title")),
    Field(name="code", label="Station code", kind=Kind.CODE),
    Field(name="title", label="Station", kind=Kind.TEXT),
    *_PLANNED,
    Field(name="manufacturing_cost", label="Overhead", kind=Kind.MONEY),
    Field(name="workers", label="Workers", kind=Kind.LINES, fields=_WORKERS),
)
OPERATION_LINES = (
    Field(name="operation_id", label="Operation key", kind=Kind.ID),
    Field(name="ord", label="Step", kind=Kind.INTEGER),
    Field(name="type_id", label="Station type", kind=Kind.ID, ref=Ref("work-center-types", "title")),
    Field(name="vendor_id", label="Sub-contractor", kind=Kind.ID),
    Field(name="description", label="Description", kind=Kind.TEXT),
    Field(name="setup_time", label="Setup", kind=Kind.MINUTES),
    Field(name="cycle_time", label="Cycle", kind=Kind.MINUTES),
    *_PLANNED,
    Field(name="manufacturing_cost", label="Overhead", kind=Kind.MONEY),
    Field(name="labour_cost", label="Labour cost", kind=Kind.MONEY),
    Field(name="stations", label="Stations", kind=Kind.LINES, fields=STATION_LINES),
)
_PART_LOTS = (
    Field(name="lot_id", label="Lot key", kind=Kind.ID, ref=Ref("lots")),
    Field(name="code", label="Lot", kind=Kind.CODE),
    Field(name="booked", label="Booked", kind=Kind.QUANTITY),
    Field(name="consumed", label="Consumed", kind=Kind.QUANTITY),
    Field(name="item_cost", label="Cost each", kind=Kind.MONEY),
)
PART_LINES = (
    Field(name="writeoff_id", label="Booking key", kind=Kind.ID),
    Field(name="booking_code", label="Booking", kind=Kind.CODE),
    Field(name="article_id", label="Item", kind=Kind.ID, ref=Ref("items")),
    Field(name="product_id", label="Product", kind=Kind.ID),
    Field(name="booked", label="Booked", kind=Kind.QUANTITY),
    Field(name="consumed", label="Consumed", kind=Kind.QUANTITY),
    Field(name="lots", label="Lots", kind=Kind.LINES, fields=_PART_LOTS),
)
NOTE_LINES = (
    Field(name="note_id", label="Note key", kind=Kind.ID),
    Field(name="created", label="Written", kind=Kind.INSTANT),
    Field(name="author_id", label="Author key", kind=Kind.ID),
    Field(name="author", label="Author", kind=Kind.TEXT),
    Field(name="last_modified", label="Changed", kind=Kind.INSTANT),
    Field(name="last_modifier_id", label="Changed by key", kind=Kind.ID),
    Field(name="last_modifier", label="Changed by", kind=Kind.TEXT),
    Field(name="text", label="Note", kind=Kind.NOTE),
)
