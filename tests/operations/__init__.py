"""What operators do in a bad night, played with real servers."""
