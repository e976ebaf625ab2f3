"""DAVE, end-to-end encryption: the delivery service of the voice server, and members made of other people's code."""
