"""Figures for Prometheus: what each process counts while it works, and what the database and the queue tell when asked."""
