"""Which column of a file holds which field of an item, by headers in English, Danish and Spanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from scanapp.errors import ScanappError

# The first alias that fits wins, so the better names stand first.
ALIASES: dict[str, str] = {
    "no": "no,item no,item number,number,sku,item,article no,article number,art no,part no,part number,"
    "product code,product no,product id,item code,item id,id,code,varenummer,varenr,vare nr,nummer,nr,"
    "codigo,codigo articulo,codigo de articulo,codigo producto,cod articulo,articulo no,clave,referencia",
    "description": "description,item description,name,item name,product name,product,title,"
    "product description,text,beskrivelse,varebeskrivelse,varenavn,navn,varetekst,descripcion,nombre,"
    "nombre producto,nombre del producto,producto,articulo,detalle",
    "description_2": "description 2,beskrivelse 2,descripcion 2",
    "barcode": "barcode,bar code,barcode no,ean,ean13,ean 13,ean code,ean no,gtin,gtin13,upc,stregkode,"
    "stregkodenr,codigo de barras,codigo barras,cod barras,codbarras,codigo ean",
    "base_unit": "base unit,base uom,base unit of measure,unit of measure,uom,unit,basisenhed,enhed,"
    "maleenhed,unidad base,unidad de medida,unidad medida,unidad,um",
    "unit": "alternative unit,pack unit,packing unit,pack,unit code,alternativ enhed,pakkeenhed,"
    "kollienhed,unidad alternativa,unidad de empaque,empaque",
    "qty_per": "qty per unit,quantity per unit,qty per,units per pack,pack size,factor,antal pr enhed,"
    "antal pr kolli,faktor,cantidad por unidad,unidades por bulto,contenido",
    "variant": "variant,variant code,variantkode,variante,codigo variante",
    "variant_description": "variant description,variant name,variantbeskrivelse,variantnavn,"
    "descripcion variante",
    "category": "category,item category,category code,item category code,item group,product group,group,"
    "kategori,varekategori,varegruppe,gruppe,categoria,familia,rubro,grupo",
    "type": "type,item type,varetype,tipo,tipo articulo",
    "tracking_code": "tracking code,item tracking code,tracking,varesporingskode,varesporing,"
    "codigo seguimiento",
    "unit_cost": "unit cost,cost,cost price,purchase price,buy price,buying price,kostpris,indkobspris,"
    "kostpris stk,costo,coste,costo unitario,coste unitario,precio costo,precio de costo,"
    "precio de compra,precio compra",
    "unit_price": "unit price,sales price,selling price,price excl vat,price ex vat,price excluding vat,"
    "price,list price,retail price,pris ekskl moms,salgspris,enhedspris,pris,precio sin iva,"
    "precio de venta,precio venta,precio unitario,precio",
    "shelf_no": "shelf no,shelf,hyldenr,hylde,estante",
    "vendor_item_no": "vendor item no,supplier item no,supplier no,vendor no,leverandors varenr,"
    "leverandorvarenr,codigo proveedor,referencia proveedor",
    "blocked": "blocked,is blocked,inactive,discontinued,spaerret,sparret,blokeret,udgaet,bloqueado,inactivo",
    "quantity": "quantity,qty,on hand,quantity on hand,stock,in stock,inventory,available quantity,"
    "available,antal,beholdning,lagerbeholdning,lager,cantidad,cantidad disponible,existencia,"
    "existencias,stock actual,disponible",
    "bin": "bin,bin code,bin location,placering,placeringskode,lagerplads,lokation,ubicacion",
    "lot": "lot,lot no,lot number,batch,batch no,lotnr,lotnummer,partinr,lote,numero de lote,n lote",
    "serial": "serial,serial no,serial number,serienr,serienummer,serie,numero de serie,n serie",
}
FIELDS = tuple(ALIASES)
STOCK_FIELDS = ("quantity", "bin", "lot", "serial")
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "å": "a"})
_PREFIXES = ("db ", "tbl ", "col ", "fld ")


class ColumnsUnknown(ScanappError):
    code = "COLUMNS_UNKNOWN"
    sentence = (
        "No column is known as item number or barcode. The first row names: {headers}. "
        "Say which is which, like: no={first}"
    )


class FieldUnknown(ScanappError):
    code = "FIELD_UNKNOWN"
    sentence = "“{text}” is not a field of an item. Use one of: {fields}."


class HeaderUnknown(ScanappError):
    code = "HEADER_UNKNOWN"
    sentence = "The file has no column “{text}”, or two of that name. Its first row names: {headers}."


def plain(header: str) -> str:
    """A header as it is compared: lower case, no accents, words apart, without a database's prefix."""
    text = unicodedata.normalize("NFKD", header.casefold().translate(_LETTERS))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"[^a-z0-9]+", " ", text).strip()
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    return text


_KNOWN = {alias: (field, rank) for field in FIELDS for rank, alias in enumerate(ALIASES[field].split(","))}


def guess(header: Sequence[str]) -> dict[str, int]:
    """{field: column index} for the headers we know; of two for one field the better name, then the first."""
    best: dict[str, tuple[int, int]] = {}
    for index, name in enumerate(header):
        field, rank = _KNOWN.get(plain(name), ("", 0))
        if field and (field not in best or rank < best[field][0]):
            best[field] = (rank, index)
    return {field: index for field, (_, index) in best.items()}


def mapping(header: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """The guess, corrected by `chosen` {field: header}; a blank header leaves the field out.

    FieldUnknown, HeaderUnknown; ColumnsUnknown when neither number nor barcode is there.
    """
    found = guess(header)
    for field, name in chosen.items():
        if field not in ALIASES:
            raise FieldUnknown(text=field[:40], fields=", ".join(FIELDS))
        found.pop(field, None)
        if not name:
            continue
        fitting = [i for i, text in enumerate(header) if text.casefold() == name.strip().casefold()]
        if len(fitting) != 1:
            raise HeaderUnknown(text=name[:40], headers=", ".join(header)[:300])
        found = {other: index for other, index in found.items() if index != fitting[0]} | {field: fitting[0]}
    if not found.keys() & {"no", "barcode"}:
        raise ColumnsUnknown(headers=", ".join(header)[:300], first=header[0])
    return found
