"""What can be evaluated: a library in this process, a service over HTTP, or any ranker."""
