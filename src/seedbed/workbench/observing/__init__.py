"""The observatory: choose, see as a picture and a table, download, cite."""
