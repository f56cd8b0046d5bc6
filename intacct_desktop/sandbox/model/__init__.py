"""The model service: the list of resources, and the model of each."""
