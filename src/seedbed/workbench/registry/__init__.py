"""Organisations, their ties and places: lists, pages, imports, duplicates, a map and a network to walk through."""
