"""What people do with the city, from end to end."""
