"""The door of Open311."""
