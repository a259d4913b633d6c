"""What the people of the demonstration do with a case: one small function a habit, from a look to an order."""
