# factors
