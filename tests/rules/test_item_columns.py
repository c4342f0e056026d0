"""Headers in three languages, guessed and corrected."""

from __future__ import annotations

import pytest

from scanapp.inventory.items import columns


def test_a_spanish_shop_is_understood() -> None:
    header = [
        "db_barcode",
        "db_product_name",
        "db_available_quantity",
        "db_final_price_to_consumer",
        "db_price_excl_vat",
        "db_price_incl_vat",
    ]
    assert columns.guess(header) == {"barcode": 0, "description": 1, "quantity": 2, "unit_price": 4}
    spanish = ["Código de barras", "Descripción", "Precio de costo", "Cantidad", "Categoría"]
    assert list(columns.guess(spanish)) == ["barcode", "description", "unit_cost", "quantity", "category"]


def test_a_danish_wholesaler_is_understood() -> None:
    header = [
        "Varenr.",
        "Beskrivelse",
        "Stregkode",
        "Måleenhed",
        "Indkøbspris",
        "Salgspris",
        "Varegruppe",
        "Spærret",
    ]
    assert list(columns.guess(header)) == [
        *("no", "description", "barcode", "base_unit", "unit_cost", "unit_price", "category", "blocked"),
    ]


def test_of_two_columns_for_one_field_the_better_name_wins() -> None:
    assert columns.guess(["Code", "Item No.", "Name"]) == {"no": 1, "description": 2}


def test_no_header_means_two_fields() -> None:
    names = [name for aliases in columns.ALIASES.values() for name in aliases.split(",")]
    doubled = {name for name in names if names.count(name) > 1}
    assert doubled == {"articulo"} or not doubled
    assert all(columns.plain(name) == name for name in names)


def test_a_chosen_column_corrects_the_guess() -> None:
    header = ["Foo", "Code", "Name"]
    assert columns.mapping(header, {"no": "foo"}) == {"no": 0, "description": 2}
    assert columns.mapping(header, {"barcode": "Code", "no": "", "description": ""}) == {"barcode": 1}


def test_wrong_choices_say_what_there_is() -> None:
    with pytest.raises(columns.FieldUnknown, match="description"):
        columns.mapping(["Code"], {"colour": "Code"})
    with pytest.raises(columns.HeaderUnknown, match="Code"):
        columns.mapping(["Code"], {"no": "Kode"})
    with pytest.raises(columns.HeaderUnknown):
        columns.mapping(["Code", "Code"], {"no": "Code"})
    with pytest.raises(columns.ColumnsUnknown, match="7790895000997"):
        columns.mapping(["7790895000997", "COCA COLA"], {})
