"""The API for programs, a file a resource. Decides nothing: each route asks an operation or an insight, as the pages do."""
