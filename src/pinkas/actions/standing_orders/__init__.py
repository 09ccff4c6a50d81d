"""Standing orders: the cards, and the schedule that works through what falls due."""
