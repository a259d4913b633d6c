"""The data-security officer's pages: who looked at what and why, and who was refused."""
