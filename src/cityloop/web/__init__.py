"""The pages: server HTML, one folder a person, made of one set of parts. They read through views and write through the desk."""
