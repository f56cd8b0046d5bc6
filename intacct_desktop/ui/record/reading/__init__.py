"""Records to read: who refers to them, their JSON, two of them side by side, what goes to the clipboard and to the browser."""
