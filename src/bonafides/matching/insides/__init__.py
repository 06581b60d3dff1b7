"""What lies inside files: archives, documents, videos. Opened in a child process that may die without harm."""
