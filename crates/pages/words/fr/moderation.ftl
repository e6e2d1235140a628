# French. What the variables are stands in the English file.

moderation-banned-until = Votre compte est exclu jusqu’au { $date }. Le motif : { $reason }
moderation-banned-for-good = Votre compte est exclu définitivement. Le motif : { $reason }
