"""The tour: the real window goes through the main job by itself, and stops at the first thing that is not as it should be."""
