"""Programme pages: framework with progress, indicators down to evidence, verification, reports by audience."""
