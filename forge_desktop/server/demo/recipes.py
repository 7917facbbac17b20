"""What the demo factory makes: each product with its price, its bill of materials and its routing."""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """One routing operation: minutes of set-up, then `cycle` minutes for every `per` pieces."""

    type: str
    text: str
    setup: int
    cycle: int
    per: int = 1


class Recipe(NamedTuple):
    """One made item; `batch` is what it is made in, `prices` one price or tiers of (from quantity, price)."""

    code: str
    title: str
    group: str
    batch: int
    prices: tuple[tuple[int, str], ...]
    parts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    place: str = "C-01"
    serials: bool = False


_PACK = Step("Packing", "Check and pack", 5, 4)
_OIL = Step("Finishing", "Oil, two coats", 20, 12)
_PAINT = Step("Finishing", "Prime and paint", 25, 7)
SUB = "Sub-assemblies"

SUB_ASSEMBLIES = (
    Recipe("TOP-210", "Table top 210, oak, oiled", SUB, 16, (),
           (("OAK-40", "15.5"), ("GLU-D3", "0.6"), ("SND-150", "4"), ("OIL-HW", "0.35")),
           (Step("Cutting", "Cut boards", 20, 9), Step("Gluing", "Glue top", 15, 14),
            Step("Sanding", "Sand top", 10, 12), _OIL), "A-03"),
    Recipe("TOP-180", "Table top 180, oak, oiled", SUB, 16, (),
           (("OAK-40", "13"), ("GLU-D3", "0.5"), ("SND-150", "3"), ("OIL-HW", "0.3")),
           (Step("Cutting", "Cut boards", 20, 8), Step("Gluing", "Glue top", 15, 12),
            Step("Sanding", "Sand top", 10, 10), _OIL), "A-03"),
    Recipe("LEG-70", "Table leg 70 mm, turned", SUB, 240, (),
           (("OAK-70", "0.78"), ("SND-150", "0.25"), ("INS-M8", "1")),
           (Step("Cutting", "Cut squares", 15, 4, 4), Step("CNC", "Turn legs", 30, 5, 2),
            Step("Sanding", "Sand legs", 10, 5, 4)), "A-03"),
    Recipe("FRM-T", "Table frame, oak", SUB, 30, (),
           (("OAK-27", "5.2"), ("DOW-8", "8"), ("GLU-D3", "0.15")),
           (Step("Cutting", "Cut rails", 10, 5), Step("CNC", "Drill rails", 15, 6),
            Step("Gluing", "Glue frame", 10, 8)), "A-03"),
    Recipe("BCK-04", "Bent back, walnut", SUB, 80, (),
           (("WAL-30", "0.9"), ("WAL-V", "0.35"), ("GLU-D3", "0.08")),
           (Step("Cutting", "Cut lamellas", 10, 3), Step("Gluing", "Press backs", 30, 10, 4),
            Step("CNC", "Mill outline", 15, 4)), "A-03"),
    Recipe("SEAT-04", "Chair seat, walnut", SUB, 80, (),
           (("WAL-30", "1.1"), ("GLU-D3", "0.06"), ("SND-150", "0.5")),
           (Step("Cutting", "Cut seats", 10, 3), Step("Gluing", "Glue seats", 10, 4),
            Step("CNC", "Mill seats", 15, 5)), "A-03"),
    Recipe("DOOR-45", "Cabinet door, oak veneer", SUB, 60, (),
           (("MDF-12", "0.52"), ("OAK-V", "1.08"), ("GLU-D3", "0.1"), ("LAC-M", "0.09")),
           (Step("Cutting", "Cut panels", 10, 3), Step("Gluing", "Press veneer", 20, 8, 2),
            Step("CNC", "Drill hinges", 10, 3), Step("Finishing", "Lacquer doors", 20, 5)), "A-03"),
    Recipe("BOX-1", "Drawer box, pine", SUB, 90, (),
           (("PINE-18", "0.48"), ("BIRCH-9", "0.22"), ("GLU-D3", "0.05"), ("DOW-8", "8")),
           (Step("Cutting", "Cut sides", 10, 4), Step("CNC", "Dovetail", 15, 4),
            Step("Gluing", "Glue boxes", 10, 5)), "A-03"),
)  # fmt: skip

FINISHED = (
    Recipe("T-210", "Oak dining table 210", "Tables", 8, ((1, "1290"), (5, "1220"), (10, "1150")),
           (("TOP-210", "1"), ("LEG-70", "4"), ("FRM-T", "1"), ("BLT-M8", "8"), ("BOX-L", "1")),
           (Step("Assembly", "Assemble table", 15, 22), _PACK), serials=True),
    Recipe("T-180", "Oak dining table 180", "Tables", 10, ((1, "1090"), (5, "1040"), (10, "980")),
           (("TOP-180", "1"), ("LEG-70", "4"), ("FRM-T", "1"), ("BLT-M8", "8"), ("BOX-L", "1")),
           (Step("Assembly", "Assemble table", 15, 20), _PACK), serials=True),
    Recipe("CT-90", "Coffee table 90, round, oak", "Tables", 14, ((1, "420"),),
           (("OAK-27", "7.5"), ("GLU-D3", "0.3"), ("SND-150", "2"), ("OIL-HW", "0.15"), ("BOX-M", "1")),
           (Step("Cutting", "Cut boards", 15, 7), Step("Gluing", "Glue top", 15, 8),
            Step("CNC", "Mill round", 15, 8),
            Step("Sanding", "Sand", 10, 9), _OIL, _PACK)),
    Recipe("DK-120", "Desk 120, birch", "Tables", 14, ((1, "560"), (10, "515")),
           (("BIRCH-18", "1.6"), ("PINE-28", "4.2"), ("SCR-60", "16"), ("LAC-M", "0.25"), ("BOX-L", "1")),
           (Step("Cutting", "Cut panels", 15, 8), Step("CNC", "Mill and drill", 20, 9),
            Step("Finishing", "Lacquer", 20, 8), Step("Assembly", "Assemble desk", 10, 18), _PACK)),
    Recipe("CH-04", "Chair, bent back, walnut", "Seating", 40, ((1, "245"), (10, "229"), (50, "212")),
           (("BCK-04", "1"), ("SEAT-04", "1"), ("WAL-30", "2.2"), ("BLT-M8", "4"), ("GLD-20", "4"),
            ("BOX-M", "0.5")),
           (Step("CNC", "Mill legs", 20, 5), Step("Sanding", "Sand", 10, 6),
            Step("Finishing", "Oil, two coats", 20, 4),
            Step("Assembly", "Assemble chair", 10, 9), _PACK)),
    Recipe("CH-02", "Chair, straight back, oak", "Seating", 40, ((1, "168"), (10, "156"), (50, "144")),
           (("OAK-27", "4.1"), ("DOW-8", "14"), ("GLU-D3", "0.1"), ("OIL-HW", "0.06"), ("GLD-20", "4")),
           (Step("Cutting", "Cut parts", 15, 5), Step("CNC", "Mill parts", 20, 5),
            Step("Gluing", "Glue frame", 10, 7),
            Step("Sanding", "Sand", 10, 6), Step("Finishing", "Oil, two coats", 20, 4), _PACK)),
    Recipe("ST-65", "Bar stool 65, oak", "Seating", 40, ((1, "139"), (10, "129")),
           (("OAK-27", "3.4"), ("BLT-M8", "4"), ("OIL-HW", "0.05"), ("GLD-20", "4")),
           (Step("Cutting", "Cut parts", 15, 4), Step("CNC", "Mill parts", 15, 5),
            Step("Sanding", "Sand", 10, 4),
            Step("Assembly", "Assemble stool", 10, 8), _PACK)),
    Recipe("BN-90", "Bench 90, painted", "Seating", 24, ((1, "185"), (10, "172")),
           (("PINE-28", "6.4"), ("SCR-60", "14"), ("PRM-W", "0.2"), ("PNT-W", "0.3"), ("GLD-20", "4")),
           (Step("Cutting", "Cut boards", 15, 5), Step("Assembly", "Assemble bench", 10, 10),
            Step("Sanding", "Sand", 10, 5), _PAINT, _PACK)),
    Recipe("BN-140", "Bench 140, painted", "Seating", 20, ((1, "235"), (10, "219")),
           (("PINE-28", "9.6"), ("SCR-60", "18"), ("PRM-W", "0.3"), ("PNT-W", "0.45"), ("GLD-20", "6")),
           (Step("Cutting", "Cut boards", 15, 6), Step("Assembly", "Assemble bench", 10, 12),
            Step("Sanding", "Sand", 10, 6), _PAINT, _PACK)),
    Recipe("CAB-2", "Cabinet, two doors", "Storage", 12, ((1, "690"), (5, "655")),
           (("DOOR-45", "2"), ("BIRCH-18", "3.4"), ("HNG-35", "4"), ("HDL-12", "2"), ("SUP-5", "8"),
            ("BOX-L", "1")),
           (Step("Cutting", "Cut panels", 15, 9), Step("CNC", "Drill panels", 15, 8),
            Step("Assembly", "Assemble and hang doors", 15, 28), _PACK), serials=True),
    Recipe("CAB-1", "Cabinet, one door", "Storage", 12, ((1, "440"),),
           (("DOOR-45", "1"), ("BIRCH-18", "2.1"), ("HNG-35", "2"), ("HDL-12", "1"), ("SUP-5", "8"),
            ("BOX-L", "1")),
           (Step("Cutting", "Cut panels", 15, 7), Step("CNC", "Drill panels", 15, 6),
            Step("Assembly", "Assemble and hang door", 15, 20), _PACK)),
    Recipe("DR-1", "Drawer unit, pine", "Storage", 20, ((1, "365"), (10, "340")),
           (("BOX-1", "3"), ("PINE-28", "5.5"), ("SLD-45", "3"), ("HDL-12", "3"), ("SCR-40", "24"),
            ("BOX-M", "1")),
           (Step("Cutting", "Cut carcass", 15, 7), Step("Assembly", "Assemble and fit drawers", 15, 18),
            Step("Finishing", "Lacquer", 20, 5), _PACK)),
    Recipe("SH-3", "Shelf, 3 boards", "Storage", 40, ((1, "128"), (20, "115")),
           (("PINE-28", "4.8"), ("SCR-40", "12"), ("LAC-M", "0.1"), ("CRN-P", "4")),
           (Step("Cutting", "Cut boards", 10, 4), Step("Sanding", "Sand", 10, 3),
            Step("Finishing", "Lacquer", 20, 4), _PACK)),
    Recipe("SH-5", "Shelf, 5 boards", "Storage", 30, ((1, "189"), (20, "172")),
           (("PINE-28", "7.9"), ("SCR-40", "20"), ("LAC-M", "0.16"), ("CRN-P", "4")),
           (Step("Cutting", "Cut boards", 10, 6), Step("Sanding", "Sand", 10, 5),
            Step("Finishing", "Lacquer", 20, 5), _PACK)),
    Recipe("NS-1", "Night stand, oak veneer", "Storage", 20, ((1, "215"),),
           (("MDF-12", "1.3"), ("OAK-V", "2.1"), ("GLU-D3", "0.2"), ("LAC-M", "0.12"), ("BOX-M", "1")),
           (Step("Cutting", "Cut panels", 10, 5), Step("Gluing", "Press veneer", 20, 6),
            Step("Assembly", "Assemble", 10, 11), Step("Finishing", "Lacquer", 20, 5), _PACK)),
    Recipe("BED-160", "Bed frame 160, oak", "Storage", 8, ((1, "980"),),
           (("OAK-40", "9.5"), ("OAK-27", "14"), ("BLT-M8", "12"), ("OIL-HW", "0.5"), ("BOX-L", "2")),
           (Step("Cutting", "Cut boards", 20, 14), Step("CNC", "Mill joints", 15, 12),
            Step("Sanding", "Sand", 10, 14),
            Step("Finishing", "Oil, two coats", 20, 14), _PACK)),
)  # fmt: skip

LOUNGE = Recipe(
    "LC-1", "Lounge chair, upholstered", "Seating", 10, ((1, "590"),),
    (("OAK-27", "5.5"), ("FOAM-40", "1.4"), ("@COVER", "2.6"), ("GLU-D3", "0.2"), ("BOX-L", "1")),
    (Step("Cutting", "Cut frame", 15, 8), Step("Gluing", "Glue frame", 10, 9),
     Step("Sanding", "Sand frame", 10, 8),
     Step("Assembly", "Upholster", 15, 35), _PACK),
)  # fmt: skip
"""The Matrix BOM: one product, one variation per cover; the part `@COVER` is chosen by the relation below."""

COVERS = (("GR", "Grey", "FAB-GR", "0"), ("GN", "Moss green", "FAB-GN", "25"), ("BK", "Black", "FAB-BK", "0"))
"""Values of the parameter Cover: code, name, fabric, what it adds to the selling price."""
