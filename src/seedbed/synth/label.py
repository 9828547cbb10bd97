"""The mark that every synthetic row carries."""

LABEL = "synthetic 合成"
