"""综合评价 for people: rates by area, department, post, sort and time; who is told apart; the cases behind a number."""
