"""What pages and doors share, and no routes: who asks, forms and CSRF, problem details, limits, language."""
