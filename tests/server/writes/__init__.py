"""Tests of what the local server does when it is written to."""
