"""The records of all objects over HTTP: listed and read here; how they change is `writing`."""
