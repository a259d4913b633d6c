"""临江市 Linjiang, a synthetic city: its ground, its people and its law, made from a seed. Any likeness is chance."""
