"""What the program withstands, each row a program that prints its figure: `python -m tests.faults R1 R7`."""
