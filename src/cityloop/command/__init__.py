"""The law of the house: lives of a case, clocks, duties, and the desk through which everything is written."""
