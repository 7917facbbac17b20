"""Turns what was planned into rows: numbers and codes are given here, in the order of creation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from forge_desktop.server import tables
from forge_desktop.server.demo import model
from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.log import Log
from forge_desktop.server.demo.model import ZERO, Booking, Line, Lot, Make, Sale, Work
from forge_desktop.server.demo.people import LOCATIONS, MAIN_SITE, PERSONS, PLANNER, STORE
from forge_desktop.server.demo.record_buys import BuyRows
from forge_desktop.server.demo.rows import Rows
from forge_desktop.server.world import actions

_TIMES = (
    "planned_start_date planned_finish_date planned_duration real_start_date real_finish_date real_duration"
)
_DEPARTMENT = {person.id: person.department for person in PERSONS}


class Recorder:
    """Writes orders, lots and bookings that belong together."""

    def __init__(self, rows: Rows, log_: Log, calendar: Calendar, boms: dict[int, int]) -> None:
        self._log, self._boms, self._counts = log_, boms, Counter[str]()
        self._buys = BuyRows(rows, log_, calendar)
        into = rows.into
        self._sale = into(
            tables.customer_orders,
            "cust_ord_id code reference customer_id shipping_address_id status created delivery_date"
            " total_price total_cost discount_percent discount_sum notes delivery_terms",
        )
        self._line = into(
            tables.customer_order_lines,
            "line_id cust_ord_id ord article_id description quantity shipped item_price total_price"
            " discount_percent discount_sum cost part_status",
        )
        self._shipment = into(tables.shipments, "shipment_id code cust_ord_id status created shipped_date")
        self._make = into(
            tables.manufacturing_orders,
            "man_ord_id code article_id quantity status part_status created due_date start_date finish_date"
            " item_cost total_cost assigned_id bom_id routing_id lot_id site_id cust_ord_id cust_ord_line_id",
        )
        self._part = into(tables.mo_parts, "writeoff_id man_ord_id booking_code article_id quantity")
        self._booking = into(
            tables.bookings, "booking_id line_id writeoff_id lot_id quantity consumed consumed_at shipment_id"
        )
        self._operation = into(
            tables.mo_operations,
            f"operation_id man_ord_id ord type_id vendor_id description setup_time cycle_time {_TIMES}"
            " manufacturing_cost labour_cost",
        )
        self._station = into(tables.mo_stations, f"pws_id operation_id station_id {_TIMES} manufacturing_cost")
        self._worker = into(tables.mo_workers, f"worker_id pws_id user_id department_id {_TIMES} labour_cost")
        self._result = into(
            tables.mo_results, "result_id worker_id real_start_date real_finish_date real_duration quantity"
        )
        self._note = into(
            tables.mo_notes, "note_id man_ord_id created author_id last_modified last_modifier_id text"
        )
        self._lot = into(
            tables.lots,
            "lot_id code article_id status created available_from quantity available booked item_cost"
            " total_cost pur_ord_id man_ord_id transfer_id transfer_order_code site_id",
        )
        self._place = into(tables.lot_locations, "lot_location_id lot_id location_id available booked")

    def write(self, sales: list[Sale], makes: list[Make], lots: Iterable[Lot]) -> None:
        """Write these orders with their lots (purchase orders are known by theirs), bookings and actions."""
        for sale in sales:
            self._number_sale(sale)
        for make in makes:
            make.id = self._next("make")
        for lot in lots:
            lot.id = self._next("lot")
            if isinstance(lot.source, model.Buy) and not lot.source.id:
                self._buys.write(lot.source)
            self._write_lot(lot)
        for sale in sales:
            self._write_sale(sale)
        for make in makes:
            self._write_make(make)

    def _next(self, kind: str) -> int:
        self._counts[kind] += 1
        return self._counts[kind]

    # ------------------------------------------------------------ stock
    def _write_lot(self, lot: Lot) -> None:
        held = lot.taken - lot.used
        buy = lot.source.id if isinstance(lot.source, model.Buy) else None
        make = lot.source.id if isinstance(lot.source, Make) else None
        self._lot(
            (lot.id, f"L{lot.id:05d}", lot.article.id, lot.status, lot.created, lot.available_from,
             lot.quantity, lot.free, held, lot.item_cost, lot.total_cost, buy, make, None, None, MAIN_SITE)
        )  # fmt: skip
        if lot.status in (model.RECEIVED, model.ON_HOLD) and lot.free + held > 0:
            self._write_places(lot, held)

    def _write_places(self, lot: Lot, held: Decimal) -> None:
        """Where the lot lies; some of the larger ones are split over two places."""
        home = LOCATIONS.index(lot.article.place) + 1
        apart = lot.free // 2 if lot.id % 5 == 0 and home < len(LOCATIONS) else ZERO
        self._place((self._next("place"), lot.id, home, lot.free - apart, held))
        if apart:
            self._place((self._next("place"), lot.id, home + 1, apart, ZERO))

    def _write_bookings(self, bookings: list[Booking], line: int | None, part: int | None) -> None:
        for booking in bookings:
            used = ZERO if booking.used_at is None else booking.quantity
            shipment = booking.shipment.id if booking.shipment else None
            number = self._next("booking")
            self._booking(
                (number, line, part, booking.lot.id, booking.quantity, used, booking.used_at, shipment)
            )

    # ------------------------------------------------------------ customer orders
    def _number_sale(self, sale: Sale) -> None:
        sale.id = self._next("sale")
        for line in sale.lines:
            line.id = self._next("line")
        for shipment in sale.shipments:
            shipment.id = self._next("shipment")

    def _write_sale(self, sale: Sale) -> None:
        code = f"CO{sale.id:05d}"
        customer = sale.customer.id
        self._sale(
            (sale.id, code, sale.reference, customer, customer if sale.id % 3 == 0 else None, sale.status,
             sale.created, sale.delivery, sale.total, sale.total_cost, sale.discount_percent, sale.discount,
             sale.notes, sale.terms)
        )  # fmt: skip
        for shipment in sale.shipments:
            self._shipment(
                (
                    shipment.id,
                    f"S{shipment.id:05d}",
                    sale.id,
                    shipment.status,
                    shipment.created,
                    shipment.shipped,
                )
            )
            if shipment.shipped is not None:
                self._log.did(shipment.shipped, STORE, actions.CO_SHIPPED, sale.id, code)
        for ord, line in enumerate(sale.lines, start=1):
            self._write_line(sale, line, ord)
        self._log.did(sale.created, sale.seller, actions.CO_CREATED, sale.id, code)
        if sale.confirmed is not None:
            self._log.did(sale.confirmed, sale.seller, actions.CO_CHANGED, sale.id, code)

    def _write_line(self, sale: Sale, line: Line, ord: int) -> None:
        shipped = sum((b.quantity for b in line.bookings if b.used_at is not None), ZERO)
        self._line(
            (line.id, sale.id, ord, line.article.id, line.text, line.quantity, shipped, line.item_price,
             line.total, line.discount_percent, line.discount, line.cost, line.part_status)
        )  # fmt: skip
        self._write_bookings(line.bookings, line.id, None)

    # ------------------------------------------------------------ manufacturing orders
    def _write_make(self, make: Make) -> None:
        code = f"MO{make.id:05d}"
        bom = self._boms[make.article.product]
        line = make.line
        sale = line.order.id if line is not None and line.order is not None else None
        self._make(
            (make.id, code, make.article.id, make.quantity, make.status, make.part_status, make.created,
             make.due, make.start, make.finish, make.item_cost, make.total_cost, make.assigned, bom, bom,
             make.lot.id, MAIN_SITE, sale, line.id if line else None)
        )  # fmt: skip
        for part in make.parts:
            number = self._next("part")
            self._part((number, make.id, f"B{number:05d}", part.article.id, part.quantity))
            self._write_bookings(part.bookings, None, number)
        for work in make.works:
            self._write_work(make, work)
        for note in make.notes:
            self._note((self._next("note"), make.id, note.created, note.author, None, None, note.text))
        self._log.did(make.created, PLANNER, actions.MO_CREATED, make.id, code)
        begun, ended = make.works[0].real_start, make.works[-1].real_finish
        if begun is not None:
            self._log.did(begun, make.works[0].station.user, actions.MO_STARTED, make.id, code)
        if ended is not None:
            self._log.did(ended, make.works[-1].station.user, actions.MO_FINISHED, make.id, code)

    def _write_work(self, make: Make, work: Work) -> None:
        number, op, user = self._next("work"), work.operation, work.station.user
        times = (work.planned_start, work.planned_finish, work.minutes, work.real_start, work.real_finish,
                 work.real_minutes)  # fmt: skip
        self._operation(
            (
                number,
                make.id,
                op.ord,
                op.type_id,
                None,
                op.text,
                op.setup,
                op.cycle,
                *times,
                work.overhead,
                work.labour,
            )
        )
        self._station((number, number, work.station.id, *times, work.overhead))
        self._worker((number, number, user, _DEPARTMENT[user], *times, work.labour))
        for result in work.results:
            self._result(
                (self._next("result"), number, result.start, result.finish, result.minutes, result.quantity)
            )
