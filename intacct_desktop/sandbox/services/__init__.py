"""The API's services beyond model, query and export: one small module for each group of them, all behind one `endpoint`."""
