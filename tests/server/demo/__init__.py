"""Tests of the demo world: whatever record a reader opens, it agrees with all the others."""
