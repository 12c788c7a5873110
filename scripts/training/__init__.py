"""How the completion's ranking is learnt from real uses."""
