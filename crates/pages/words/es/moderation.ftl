# Spanish. What the variables are stands in the English file.

moderation-banned-until = Tu cuenta está vetada hasta el { $date }. El motivo: { $reason }
moderation-banned-for-good = Tu cuenta está vetada para siempre. El motivo: { $reason }
