"""The system of record in the workbench's database: :class:`RegionStore` on Django models."""
