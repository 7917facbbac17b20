"""Who works in the demo factory, who buys from it and who sells to it; every name is made up."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

SALES, PLANNING, MACHINING, FINISHING, ASSEMBLY = 1, 2, 3, 4, 5


class Person(NamedTuple):
    """A user; `department` is what workers of operations carry."""

    id: int
    username: str
    name: str
    department: int


class Vendor(NamedTuple):
    """A supplier; `rate` is how much of its currency one euro buys."""

    id: int
    title: str
    currency: str
    rate: Decimal
    lead_days: int


class Customer(NamedTuple):
    """A buyer with one main address; `discount` is its usual discount in per cent."""

    id: int
    title: str
    city: str
    street: str
    country: str
    discount: int


class Station(NamedTuple):
    """A work station and the person who runs it."""

    id: int
    code: str
    title: str
    type: str
    user: int


PERSONS = tuple(
    Person(number, username, name, department)
    for number, (username, name, department) in enumerate(
        (
            ("K. Saar", "Kadri Saar", SALES),
            ("L. Mägi", "Liis Mägi", SALES),
            ("P. Kask", "Priit Kask", PLANNING),
            ("E. Rebane", "Eve Rebane", PLANNING),
            ("J. Pärn", "Jaan Pärn", PLANNING),
            ("A. Tamm", "Andres Tamm", FINISHING),
            ("R. Kuusk", "Riina Kuusk", MACHINING),
            ("T. Oja", "Toomas Oja", MACHINING),
            ("S. Lepik", "Signe Lepik", MACHINING),
            ("V. Ivanov", "Viktor Ivanov", FINISHING),
            ("H. Põder", "Helen Põder", FINISHING),
            ("U. Sepp", "Urmas Sepp", FINISHING),
            ("I. Koppel", "Ivo Koppel", ASSEMBLY),
            ("O. Jõgi", "Olga Jõgi", ASSEMBLY),
            ("M. Virtanen", "Mika Virtanen", ASSEMBLY),
        ),
        start=1,
    )
)
SELLERS = (1, 2)
PLANNER, BUYER, STORE = 3, 4, 5
LEADS = (6, 7, 11, 13)

TYPES = ("Cutting", "CNC", "Gluing", "Sanding", "Finishing", "Assembly", "Packing")
STATIONS = tuple(
    Station(number, f"WS{number}", title, kind, user)
    for number, (title, kind, user) in enumerate(
        (
            ("Panel saw", "Cutting", 7),
            ("CNC router", "CNC", 8),
            ("Sanding, wide belt", "Sanding", 6),
            ("Sanding, by hand", "Sanding", 10),
            ("Press and clamps", "Gluing", 9),
            ("Oil and wax room", "Finishing", 11),
            ("Spray booth", "Finishing", 12),
            ("Assembly bench 1", "Assembly", 13),
            ("Assembly bench 2", "Assembly", 14),
            ("Packing table", "Packing", 15),
        ),
        start=1,
    )
)
SITES = ((1, "TLL", "Tallinn workshop"), (2, "PRN", "Pärnu showroom"))
MAIN_SITE = 1
LOCATIONS = (
    "A-01",
    "A-02",
    "A-03",
    "B-01",
    "B-02",
    "B-03",
    "C-01",
    "C-02",
    "Timber yard",
    "Paint store",
    "Dispatch",
)

VENDORS = tuple(
    Vendor(number, title, currency, Decimal(rate), lead)
    for number, (title, currency, rate, lead) in enumerate(
        (
            ("Järvakandi Tammelaud OÜ", "EUR", "1", 21),
            ("Põlva Männipuit OÜ", "EUR", "1", 16),
            ("Skogsfanér i Småland AB", "SEK", "11.2", 24),
            ("Daugava Plātnes SIA", "EUR", "1", 14),
            ("Kruvi ja Mutter OÜ", "EUR", "1", 8),
            ("Beschlagkontor Nord GmbH", "EUR", "1", 18),
            ("Õli & Lakk AS", "EUR", "1", 11),
            ("Liimimeister OÜ", "EUR", "1", 9),
            ("Kangakoda Lõng OÜ", "EUR", "1", 20),
            ("Vahtkumm OÜ", "EUR", "1", 12),
            ("Pappkast AS", "EUR", "1", 10),
            ("Tööriistaladu Lihv OÜ", "EUR", "1", 8),
        ),
        start=1,
    )
)
CUSTOMERS = tuple(
    Customer(number, *row)
    for number, row in enumerate(
        (
            ("Nordic Living Rooms", "Helsinki", "Kalevankatu 14", "FI", 5),
            ("Havens & Co Interiors", "Tallinn", "Telliskivi 61", "EE", 0),
            ("Café Moonlight", "Tallinn", "Võrgu 9", "EE", 0),
            ("Linna Hotell Õnn", "Tartu", "Rüütli 27", "EE", 3),
            ("Villa Amelie", "Pärnu", "Mere pst 12", "EE", 0),
            ("Öökulli Raamatukohvik", "Tartu", "Ülikooli 8", "EE", 0),
            ("Kuressaare Külalistemaja", "Kuressaare", "Lossi 3", "EE", 0),
            ("Põhjala Kontorid OÜ", "Tallinn", "Pärnu mnt 141", "EE", 5),
            ("Bjørk & Sønn Møbler AS", "Oslo", "Grønlandsleiret 22", "NO", 8),
            ("Ångström Inredning AB", "Stockholm", "Hornsgatan 51", "SE", 6),
            ("Smørrebrød Østerbro ApS", "København", "Østerbrogade 77", "DK", 0),
            ("Hüttenzauber Möbelhaus", "Lübeck", "Königstraße 40", "DE", 4),
            ("Ērgļu Krodziņš SIA", "Rīga", "Brīvības iela 88", "LV", 0),
            ("Žiedas Namai UAB", "Vilnius", "Gedimino pr. 19", "LT", 0),
            ("Þórsmörk Gisting ehf.", "Reykjavík", "Laugavegur 33", "IS", 0),
            ("Rannamaja Puhkekodu", "Haapsalu", "Promenaadi 5", "EE", 0),
            ("Lasteaed Sipsik", "Viljandi", "Kesk 11", "EE", 2),
            ("Võru Gümnaasiumi Fond", "Võru", "Seminari 1", "EE", 2),
            ("Saarde Kool", "Kilingi-Nõmme", "Pärnu 44", "EE", 2),
            ("Tähe Arhitektid OÜ", "Tallinn", "Tähe 30", "EE", 0),
            ("Kodumaailm E-pood", "Tallinn", "Laki 16", "EE", 10),
            ("Mööblimaja Väike Karu", "Rakvere", "Tallinna 25", "EE", 7),
            ("Restoran Kõrvits", "Narva", "Puškini 10", "EE", 0),
            ("Hotel Lumi Äkäslompolo", "Äkäslompolo", "Jounintie 2", "FI", 3),
            ("Sisustustalo Pöytä Oy", "Turku", "Linnankatu 18", "FI", 6),
            ("Galerii Vaal ja Vesi", "Kärdla", "Sadama 6", "EE", 0),
            ("Metsavaht OÜ", "Paide", "Pikk 21", "EE", 0),
            ("Puhas Ruum & Valgus", "Tallinn", "Kopli 72", "EE", 0),
            ("Jaanson, Jüri", "Elva", "Käo 4", "EE", 0),
            ("O'Neill & Daughters Ltd", "Dublin", "Capel Street 8", "IE", 0),
        ),
        start=1,
    )
)
