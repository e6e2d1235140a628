# Arabic. What the variables are stands in the English file.
