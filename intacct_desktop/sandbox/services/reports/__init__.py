"""The report services: asked for, worked on for a while, and then there to be downloaded (facts 9)."""
