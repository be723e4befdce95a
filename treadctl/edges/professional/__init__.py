"""The professional's page: what is agreed with a walker, behind a code."""
