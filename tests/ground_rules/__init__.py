"""What each post may see and do, written by hand: the program is held against it, not the other way round."""
