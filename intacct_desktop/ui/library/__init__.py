"""What a person keeps and comes back to: saved queries, templates, the company's views, the history of runs."""
