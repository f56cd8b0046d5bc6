"""The company's objects and fields, to look around in and to choose from."""
