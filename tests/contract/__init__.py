"""The OpenAPI file as a contract: what it says of every door holds for whatever is sent, whoever sends it."""
