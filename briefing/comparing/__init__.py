"""What one edition says that another does not."""
