"""Whatever a repository, a machine or a user does: bounded time and memory, a clear message, the right exit status."""
