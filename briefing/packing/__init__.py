"""Evidence packs: an edition with all that it rests on, in one file."""
