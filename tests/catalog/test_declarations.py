"""Every resource is declared soundly: what it names exists, and nothing documented is missing."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from forge_desktop.domain import catalog
from forge_desktop.domain.query import LATE
from forge_desktop.domain.resource import Field, Look, Resource
from forge_desktop.domain.scalars import Kind
from tests.catalog.documented import DERIVED, DOCUMENTED, FIELDS, FORGE_WORDS, SINGLE_ONLY

ALL = [resource for dialect in catalog.CATALOG for resource in catalog.resources(dialect)]
every_resource = pytest.mark.parametrize("resource", ALL, ids=lambda r: f"{r.dialect}:{r.name}")


def every_field(fields: Iterable[Field]) -> Iterable[Field]:
    """The fields and what lies inside them, at any depth."""
    for field in fields:
        yield field
        yield from every_field(field.fields)


def inside(resource: Resource, path: str) -> tuple[Field, ...]:
    """The fields of the array that a dotted path names."""
    fields = resource.fields
    for name in path.split(".")[1:]:
        fields = next(field.fields for field in fields if field.name == name)
    return fields


@every_resource
def test_its_key_is_one_of_its_fields_and_is_a_key(resource: Resource) -> None:
    assert resource.field(resource.key).kind is Kind.ID
    assert not resource.field(resource.key).derived


@every_resource
def test_each_field_is_declared_once(resource: Resource) -> None:
    for fields in (resource.fields, *(f.fields for f in every_field(resource.fields))):
        names = [field.name for field in fields]
        assert len(names) == len(set(names))


@every_resource
def test_its_columns_show_scalar_fields_and_each_only_once(resource: Resource) -> None:
    named = [column.field for column in resource.columns]
    assert named, "a table without columns"
    assert len(named) == len(set(named))
    for column in resource.columns:
        for name in filter(None, (column.field, column.second, column.of, column.done)):
            assert resource.field(name).kind.scalar, f"{name} cannot stand in a cell"
        assert column.width >= 40


@every_resource
def test_its_looks_fit_what_they_show(resource: Resource) -> None:
    for column in resource.columns:
        kind = resource.field(column.field).kind
        if column.look in (Look.CHIP, Look.DOT):
            assert kind is Kind.CHOICE
        if column.look is Look.DUE:
            assert column.field == resource.due or kind.timed
        if column.look is Look.BAR:
            assert resource.field(column.done).kind.decimal
            assert resource.field(column.of).kind.decimal if column.of else _is_percent(resource, column.done)
            assert kind.decimal


def _is_percent(resource: Resource, name: str) -> bool:
    return resource.field(name).kind is Kind.PERCENT


@every_resource
def test_everything_it_names_is_a_scalar_field_of_it(resource: Resource) -> None:
    named = [resource.code, resource.state, resource.due, resource.created, resource.group]
    named += [*resource.caption, *resource.chips, *(c.field for c in resource.where)]
    named += [sort.field for sort in resource.sort if sort.field != LATE]
    for name in filter(None, named):
        assert resource.field(name).kind.scalar, name
    assert len(resource.chips) == len(set(resource.chips))
    assert LATE not in [sort.field for sort in resource.sort] or resource.due


@every_resource
def test_its_status_and_its_dates_are_of_the_right_kind(resource: Resource) -> None:
    if resource.state:
        choices = resource.field(resource.state).choices
        assert resource.field(resource.state).kind is Kind.CHOICE
        assert choices is not None
        assert set(resource.open) <= {state.code for state in choices.states}
    else:
        assert not resource.open
    for name in filter(None, (resource.due, resource.created)):
        assert resource.field(name).kind.timed
    if resource.due:
        assert resource.open, "nothing is late when nothing is open"


@every_resource
def test_choices_have_words_and_no_code_twice(resource: Resource) -> None:
    for field in every_field(resource.fields):
        assert (field.kind is Kind.CHOICE) == (field.choices is not None), field.name
        if field.choices is not None:
            codes = [state.code for state in field.choices.states]
            assert len(codes) == len(set(codes))
            assert all(state.label and state.icon for state in field.choices.states)


@every_resource
def test_its_references_and_links_lead_to_fields_that_exist(resource: Resource) -> None:
    for field in every_field(resource.fields):
        if field.ref is not None:
            assert field.kind is Kind.ID, field.name
            assert catalog.find(resource.dialect, field.ref.resource).has(field.ref.show)
            assert not field.ref.said or resource.field(field.ref.said).kind.textual
    for link in resource.links:
        target = catalog.find(resource.dialect, link.resource).field(link.field)
        assert target.kind.scalar
        assert resource.field(link.value or resource.key).kind is target.kind


@every_resource
def test_units_stand_beside_their_quantities(resource: Resource) -> None:
    for fields in (resource.fields, *(f.fields for f in every_field(resource.fields))):
        names = {field.name for field in fields}
        assert {field.unit for field in fields if field.unit} <= names


@every_resource
def test_its_words_are_words(resource: Resource) -> None:
    labels = [field.label for field in every_field(resource.fields)]
    labels += [column.label for column in resource.columns if column.label]
    labels += [link.label for link in resource.links]
    labels += [resource.title, resource.singular, resource.view, resource.icon.replace("-", " ")]
    for label in labels:
        assert label.strip() == label
        assert label, "a thing without a word"
        assert "_" not in label
    assert all(field.label[0].isupper() for field in every_field(resource.fields))
    assert resource.empty.endswith(".")
    assert resource.empty.count(".") == 1, "one sentence"


@every_resource
def test_a_derived_resource_comes_out_of_a_parent_that_makes_it(resource: Resource) -> None:
    for child in resource.children or {}:
        assert catalog.find(resource.dialect, child).parent == resource.name
    if resource.parent:
        parent = catalog.find(resource.dialect, resource.parent)
        assert resource.name in (parent.children or {})


@every_resource
def test_only_what_is_derived_is_made_by_deriving(resource: Resource) -> None:
    if resource.derive is not None:
        made = set(resource.derive({}))
        assert made <= {field.name for field in resource.fields if field.derived}


def test_each_resource_stands_once_in_its_dialect() -> None:
    for dialect in catalog.CATALOG:
        names = [resource.name for resource in catalog.resources(dialect)]
        assert len(names) == len(set(names))
        assert all(resource.dialect == dialect for resource in catalog.resources(dialect))


@pytest.mark.parametrize("dialect", catalog.CATALOG)
def test_every_documented_object_is_declared(dialect: str) -> None:
    names = {resource.name for resource in catalog.resources(dialect)}
    assert {path.split(".")[0] for path in DOCUMENTED[dialect]} == names - DERIVED[dialect]


@pytest.mark.parametrize(
    ("dialect", "path"), [(dialect, path) for dialect, paths in DOCUMENTED.items() for path in paths]
)
def test_every_documented_field_is_declared_in_the_contracts_own_spelling(dialect: str, path: str) -> None:
    resource = catalog.find(dialect, path.split(".")[0])
    declared = {field.name for field in inside(resource, path) if not field.derived}
    expected = set(DOCUMENTED[dialect][path].split())
    assert declared >= expected, sorted(expected - declared)
    assert declared <= expected, f"not in the contract: {sorted(declared - expected)}"


@pytest.mark.parametrize("path", FORGE_WORDS)
def test_every_documented_word_of_a_choice_is_declared_and_no_other(path: str) -> None:
    name, field = path.split(".")
    choices = catalog.find("forgemrp", name).field(field).choices
    assert choices is not None
    assert [state.code for state in choices.states] == FORGE_WORDS[path].split()


@pytest.mark.parametrize("name", [path for path in FIELDS if "." not in path])
def test_what_lists_leave_out_is_known(name: str) -> None:
    resource = catalog.find("mrpeasy", name)
    left_out = {field.name for field in resource.fields if field.detail}
    assert left_out == set(SINGLE_ONLY.get(name, "").split())


def test_lists_of_forgemrp_leave_nothing_out_and_are_not_sliced_by_creation() -> None:
    for resource in catalog.resources("forgemrp"):
        assert not resource.details
        assert resource.created == ""
        assert resource.key == "id"


@pytest.mark.parametrize("dialect", catalog.CATALOG)
def test_the_rail_shows_the_main_pages_in_the_order_of_the_sections(dialect: str) -> None:
    shown = [resource.name for group in catalog.sections(dialect).values() for resource in group]
    assert shown == [resource.name for resource in catalog.resources(dialect) if resource.main]


def test_the_first_pages_are_those_of_every_day() -> None:
    orders = [resource.name for resource in catalog.resources("mrpeasy")]
    assert orders[:4] == ["customer-orders", "manufacturing-orders", "operations", "lots"]
    assert not catalog.find("mrpeasy", "users").main
    assert [resource.name for resource in catalog.resources("forgemrp")] == [
        "quotes",
        "jobs",
        "work-orders",
        "inventory",
        "purchase-orders",
        "rfqs",
        "clients",
        "suppliers",
    ]
