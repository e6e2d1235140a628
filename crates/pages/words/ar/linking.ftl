# linking
