"""The form of any object, drawn by its model."""
