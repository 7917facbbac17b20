"""What the program is about, tested without screen, network or disk."""
