"""Offers: families answer them, staff send them and note what came of them."""
