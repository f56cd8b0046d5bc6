"""Getting signed in: the start page, the connection dialog, the embedded browser, and the way through them."""
