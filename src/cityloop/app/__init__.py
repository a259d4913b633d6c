"""Closes the loop: the node, its routes, its commands, its demo."""
