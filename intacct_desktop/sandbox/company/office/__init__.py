"""What surrounds the records: files, views, templates, channels, the audit trail."""
