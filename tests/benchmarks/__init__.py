"""Figures as ratios, printed by scripts; never a test that passes or fails by a clock."""
