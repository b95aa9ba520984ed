"""Changes of the library: adding, reading again and removing, and the jobs of a service that do so in a process."""
