"""What the holder of a customer's link can say and fetch, besides looking at the page."""
