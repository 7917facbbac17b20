"""What the demo factory buys: raw materials with their vendor, price, pack and usual stock."""

from __future__ import annotations

from typing import NamedTuple

UNITS = ("pcs", "m", "m²", "l", "kg", "set")
GROUPS = (
    "Tables",
    "Seating",
    "Storage",
    "Sub-assemblies",
    "Timber",
    "Panels and veneer",
    "Hardware",
    "Finishes",
    "Consumables",
    "Upholstery",
    "Packaging",
)


class Material(NamedTuple):
    """One bought item: euros per unit, bought in whole packs, about `order` units at a time."""

    code: str
    title: str
    unit: str
    group: str
    vendor: int
    price: str
    pack: int
    order: int
    place: str


MATERIALS = (
    Material("OAK-40", "Oak board 40 mm", "m", "Timber", 1, "11.80", 10, 650, "Timber yard"),
    Material("OAK-27", "Oak board 27 mm", "m", "Timber", 1, "8.40", 10, 650, "Timber yard"),
    Material("OAK-70", "Oak turning square 70 mm", "m", "Timber", 1, "9.20", 5, 400, "Timber yard"),
    Material("PINE-28", "Pine board 28 mm", "m", "Timber", 2, "3.10", 10, 1050, "Timber yard"),
    Material("PINE-18", "Pine panel 18 mm", "m²", "Timber", 2, "14.60", 5, 225, "Timber yard"),
    Material("WAL-30", "Walnut board 30 mm", "m", "Timber", 3, "19.50", 5, 375, "Timber yard"),
    Material("WAL-V", "Walnut veneer 0.6 mm", "m²", "Panels and veneer", 3, "16.40", 5, 175, "A-01"),
    Material("OAK-V", "Oak veneer 0.6 mm", "m²", "Panels and veneer", 3, "9.75", 5, 175, "A-01"),
    Material("BIRCH-18", "Birch plywood 18 mm", "m²", "Panels and veneer", 4, "21.30", 3, 275, "A-02"),
    Material("BIRCH-9", "Birch plywood 9 mm", "m²", "Panels and veneer", 4, "13.90", 3, 225, "A-02"),
    Material("MDF-12", "MDF board 12 mm", "m²", "Panels and veneer", 4, "6.80", 5, 250, "A-02"),
    Material("SCR-40", "Screw 4 × 40 mm", "pcs", "Hardware", 5, "0.02", 500, 15000, "B-01"),
    Material("SCR-60", "Screw 5 × 60 mm", "pcs", "Hardware", 5, "0.03", 500, 10000, "B-01"),
    Material("BLT-M8", "Bolt M8 × 80 mm", "pcs", "Hardware", 5, "0.34", 100, 3000, "B-01"),
    Material("INS-M8", "Insert nut M8", "pcs", "Hardware", 5, "0.22", 100, 3000, "B-01"),
    Material("DOW-8", "Beech dowel 8 × 40 mm", "pcs", "Hardware", 5, "0.04", 500, 12500, "B-01"),
    Material("HNG-35", "Concealed hinge 35 mm", "pcs", "Hardware", 6, "1.85", 20, 650, "B-02"),
    Material("HDL-12", "Handle, brass, 128 mm", "pcs", "Hardware", 6, "4.60", 10, 450, "B-02"),
    Material("SLD-45", "Drawer slide 450 mm, pair", "set", "Hardware", 6, "9.90", 10, 400, "B-02"),
    Material("SUP-5", "Shelf support 5 mm", "pcs", "Hardware", 6, "0.16", 100, 2500, "B-02"),
    Material("OIL-HW", "Hardwax oil, natural", "l", "Finishes", 7, "24.50", 5, 150, "Paint store"),
    Material("LAC-M", "Lacquer, matt", "l", "Finishes", 7, "13.20", 5, 150, "Paint store"),
    Material("PNT-W", "Paint, white RAL 9010", "l", "Finishes", 7, "11.40", 5, 150, "Paint store"),
    Material("PRM-W", "Primer, white", "l", "Finishes", 7, "8.90", 5, 150, "Paint store"),
    Material("GLU-D3", "Wood glue D3", "kg", "Consumables", 8, "5.60", 5, 150, "Paint store"),
    Material("FAB-GR", "Wool felt, grey", "m", "Upholstery", 9, "23.00", 5, 100, "C-02"),
    Material("FAB-GN", "Wool felt, moss green", "m", "Upholstery", 9, "24.50", 5, 100, "C-02"),
    Material("FAB-BK", "Wool felt, black", "m", "Upholstery", 9, "23.00", 5, 100, "C-02"),
    Material("FOAM-40", "Foam sheet 40 mm", "m²", "Upholstery", 10, "12.70", 4, 150, "C-02"),
    Material("BOX-L", "Carton, large", "pcs", "Packaging", 11, "4.20", 25, 750, "C-01"),
    Material("BOX-M", "Carton, medium", "pcs", "Packaging", 11, "2.35", 25, 1000, "C-01"),
    Material("CRN-P", "Corner protector", "pcs", "Packaging", 11, "0.18", 200, 6000, "C-01"),
    Material("SND-150", "Sanding disc 150 mm, grit 180", "pcs", "Consumables", 12, "0.45", 50, 1750, "B-03"),
    Material("GLD-20", "Felt glide 20 mm", "pcs", "Consumables", 12, "0.07", 200, 5000, "B-03"),
)
