"""What the small things on the screen promise: readable in every theme, harmless text, all by keyboard."""
