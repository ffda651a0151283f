"""The frame of every REST door: who calls, what a body may be, how pages and refusals look."""
