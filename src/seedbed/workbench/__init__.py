"""The web application: accounts, pages, the region's database and its jobs.

Models and views only; every action calls a use case. Importing this package does nothing:
:mod:`seedbed.workbench.starting` sets Django up.
"""
