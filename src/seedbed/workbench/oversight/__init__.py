"""Who saw or changed what, backups, and how the house is."""
