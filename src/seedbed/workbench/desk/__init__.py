"""The matching desk: run, look into, compare, explain, propose, answer, contest."""
