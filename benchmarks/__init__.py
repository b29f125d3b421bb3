"""Quality and speed against peers, on data that `--data` names."""
