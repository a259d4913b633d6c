"""Notices that could not be delivered: for those who supervise, and for city IT."""
