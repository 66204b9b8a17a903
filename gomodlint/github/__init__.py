"""What GitHub says about a run, and what a run says on GitHub."""
