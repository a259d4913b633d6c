"""The call-taker's pages (受理员): a call is taken down, answered, sent on or handed over, by keyboard."""
