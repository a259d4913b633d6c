"""The citizen's pages: report, follow, reopen, thank, and the public list."""
