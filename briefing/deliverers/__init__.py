"""Where finished briefs go: the stage that touches the world last."""
