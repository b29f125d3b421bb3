"""Whether a delivered brief says what it may say: its claims, and the file that prints them."""
