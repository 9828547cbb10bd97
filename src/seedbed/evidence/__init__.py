"""Published figures against each other: where two sources, or two places of one, disagree."""

from seedbed.evidence.contradictions import find_contradictions

__all__ = ["find_contradictions"]
