# providers
