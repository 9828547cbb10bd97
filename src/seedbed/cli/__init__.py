"""The command line: `seedbed ...`. It reads arguments, calls one use case and prints the outcome."""
