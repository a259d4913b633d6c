"""The nouns of a city: areas, jurisdictions, posts, facilities, labels and the facts said of them."""
