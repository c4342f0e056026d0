"""A company to try the product on: Nordhjul Engros, a Danish wholesaler of bicycle parts. All of it is invented."""
