"""Quality and speed against peers, on data that is given by `--data`."""
