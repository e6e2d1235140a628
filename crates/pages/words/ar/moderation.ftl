# Arabic. What the variables are stands in the English file.

moderation-banned-until = حسابك محظور حتى { $date }. السبب: { $reason }
moderation-banned-for-good = حسابك محظور نهائيًا. السبب: { $reason }
