"""The evaluator's pages: rates with their intervals, who is told apart, the cases behind a number, and files."""
