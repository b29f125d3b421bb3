"""Keep the store whole: check it, mend it, hand out what it holds."""
