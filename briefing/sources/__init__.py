"""Where documents come from: the stage that touches the world first."""
