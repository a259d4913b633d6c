"""The duty officer's pages: the queue, a case, and the forms of its steps."""
