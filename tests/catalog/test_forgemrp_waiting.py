"""What ForgeMRP's jobs and work orders wait for: purchase orders that are to come, and the steps before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from forge_desktop.domain import catalog
from forge_desktop.domain.readiness import Readiness, sentence
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Hint
from forge_desktop.domain.scalars import Json, key_of
from forge_desktop.domain.text import Seen
from tests.catalog.test_forgemrp import JOB, work_orders
from tests.domain.test_cells import DAY, SEEN

_POS = "purchase-orders"
_ORDER: dict[str, Json] = {
    "id": "pur_1",
    "number": "PO00231",
    "status": "sent",
    "job_id": "job_3w5e",
    "required_date": SEEN.today + 6 * DAY,
    "lines": [{"description": "Oak board 40 mm"}, {"part_number": "HW-1"}],
}


class Copy:
    """The local copy, with these records."""

    def __init__(self, **held: dict[str, Json]) -> None:
        self._held = {name.replace("_", "-"): values for name, values in held.items()}

    def __call__(self, name: str, keys: Iterable[int]) -> Mapping[int, Record]:
        values = self._held.get(name)
        key = key_of(values["id"]) if values is not None else None
        return {key: Record(key, values)} if values is not None and key in set(keys) and key else {}


def _ready(name: str, values: Mapping[str, Json], copy: Copy, seen: Seen = SEEN) -> Readiness:
    ready = catalog.find("forgemrp", name).ready
    assert ready is not None
    return ready(Record(key_of(values["id"]) or 0, values), copy, seen)


def test_an_open_purchase_order_tells_the_job_that_waits_for_it_and_a_received_one_does_not() -> None:
    hints = catalog.find("forgemrp", _POS).hints
    assert hints is not None
    job = key_of("job_3w5e")
    assert job is not None
    assert list(hints(_ORDER)) == [Hint("jobs", job, {"waits_for": "pur_1"})]
    assert list(hints(_ORDER | {"status": "received"})) == []
    assert list(hints(_ORDER | {"job_id": None})) == []


def test_a_job_waits_for_each_line_of_the_purchase_order_that_is_to_come() -> None:
    waiting = JOB | {"waits_for": "pur_1", "due_date": SEEN.today + 9 * DAY}
    found = _ready("jobs", waiting, Copy(purchase_orders=_ORDER))
    assert sentence(found, SEEN) == "waits for oak board 40 mm from PO00231, due Thu 26 Nov, and 1 more"
    assert {wait.link for wait in found.waits} == {(_POS, key_of("pur_1"))}
    assert not found.urgent


@pytest.mark.parametrize(
    ("due", "required"),
    [(3, 6), (None, -1), (9, None)],
    ids=["later than the job is due", "overdue", "nobody knows when"],
)
def test_what_comes_too_late_for_a_job_is_urgent(due: int | None, required: int | None) -> None:
    waiting = JOB | {"waits_for": "pur_1", "due_date": None if due is None else SEEN.today + due * DAY}
    order = _ORDER | {"required_date": None if required is None else SEEN.today + required * DAY}
    assert _ready("jobs", waiting, Copy(purchase_orders=order)).urgent


def test_a_job_that_is_over_or_whose_order_is_not_known_here_waits_for_nothing() -> None:
    waiting = JOB | {"waits_for": "pur_1"}
    assert _ready("jobs", waiting | {"status": "completed"}, Copy(purchase_orders=_ORDER)).waits == ()
    assert _ready("jobs", waiting, Copy()).waits == ()
    assert _ready("jobs", JOB, Copy(purchase_orders=_ORDER)).waits == ()


def test_a_blocked_work_order_says_which_step_comes_first() -> None:
    third = work_orders(JOB)[2].values
    found = _ready("work-orders", third, Copy(jobs=JOB))
    assert sentence(found, SEEN) == "step 2, Glue, comes first"
    assert [wait.link for wait in found.waits] == [("work-orders", key_of("wor_2"))]


def test_a_work_order_that_may_begin_waits_for_what_its_job_waits_for() -> None:
    second = work_orders(JOB)[1].values
    copy = Copy(jobs=JOB | {"waits_for": "pur_1"}, purchase_orders=_ORDER)
    assert sentence(_ready("work-orders", second, copy), SEEN).startswith(
        "waits for oak board 40 mm from PO00231"
    )
    assert _ready("work-orders", second, Copy()).waits == ()


@pytest.mark.parametrize("odd", [None, "", "text", 5, [], {}, ["x", None], [{}], [{"sequence": "first"}]])
def test_what_they_wait_for_never_fails_on_odd_shapes(odd: Json) -> None:
    for name in ("jobs", "work-orders"):
        values: dict[str, Json] = {field.name: odd for field in catalog.find("forgemrp", name).fields}
        values |= {"id": "odd_1", "status": "blocked" if name == "work-orders" else "released"}
        values |= {"job_id": "job_1", "waits_for": "pur_1"}
        order: dict[str, Json] = {"id": "pur_1", "lines": odd, "number": odd, "required_date": odd}
        copy = Copy(jobs=values | {"id": "job_1", "work_orders": odd}, purchase_orders=order)
        sentence(_ready(name, values, copy), SEEN)
