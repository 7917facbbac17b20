"""Tests that mirror the rooms, and stories that walk through all of them."""
