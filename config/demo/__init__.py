"""Demo data: a working Centre of the last three months, made by replaying acts through the real desks.

Every name is invented and looks it; who, what and when follow from a seed and a moment.
"""

from config.demo.loading import DemoRefused, Loaded, load_demo

__all__ = ["DemoRefused", "Loaded", "load_demo"]
