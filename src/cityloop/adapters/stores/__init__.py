"""Where the record and its keys are kept: stores in SQL, and a file of keys apart from them."""
