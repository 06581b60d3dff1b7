"""What is done: a threat passed on, what follows it, material taken out of reach, the table of authorities."""
