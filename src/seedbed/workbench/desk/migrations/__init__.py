"""How the desk's table came to be."""
