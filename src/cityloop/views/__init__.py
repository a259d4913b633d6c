"""One read model a file: joins and masks for people. Each asks the guard, and says so to the access journal."""
