"""The async client of the Intacct REST API: useful on its own, knows nothing of the floors above."""
