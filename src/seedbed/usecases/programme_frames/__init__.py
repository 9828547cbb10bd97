"""The frames of a progress report, one module per family: read from the store, cut to the audience."""
