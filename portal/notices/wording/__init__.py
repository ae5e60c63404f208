"""What messages say: wording in three languages, its holes, and who may change it."""
