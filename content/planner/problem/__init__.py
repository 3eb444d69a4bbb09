"""What a plan is made from: the inputs as arrays of integers, and how they are built."""
