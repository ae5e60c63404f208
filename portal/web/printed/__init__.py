"""Pages about printed materials, and the public one behind a QR code."""
