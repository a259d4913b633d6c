"""A small record as each release makes it, for the tests of every later one: what was written once is always read.

``python -m tests.releases`` plays one with the program as it is and writes it into the folder of its version, which is
then committed and never made again: a later program has to open it as it is. Everything in it is invented, keys too.
"""
