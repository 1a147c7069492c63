"""Work in the background: the queue, the tasks and when they run. A task takes plain ids and may run twice."""
