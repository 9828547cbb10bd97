"""The rules that find contradictions, one module each, and their list."""

from seedbed.evidence.rules.registry import RULES, Rule

__all__ = ["RULES", "Rule"]
