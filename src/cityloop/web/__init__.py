"""The pages: server HTML, one folder a person, of one set of parts. They read through views, write through the desk."""
