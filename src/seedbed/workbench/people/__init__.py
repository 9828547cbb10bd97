"""Intake: profiles, consent and rights of people, what organisations need and offer."""
