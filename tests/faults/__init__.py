"""What is wrong with what comes in, and what breaks beneath: told clearly, counted, and nothing else changed."""
