"""The declarations, one folder per dialect, one file per thing."""
