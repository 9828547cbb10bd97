"""Who may come in, as whom, and what each role may do."""
