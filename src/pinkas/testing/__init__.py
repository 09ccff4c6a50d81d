"""Shipped with the product for its tests and for others': a movable clock and a house to try things in."""
