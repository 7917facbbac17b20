"""`python -m forge_desktop` is the command `forge-desktop`."""

from forge_desktop.cli.main import run

if __name__ == "__main__":
    raise SystemExit(run())
