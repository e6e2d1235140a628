# German. What the variables are stands in the English file.

moderation-banned-until = Dein Konto ist bis { $date } gesperrt. Der Grund: { $reason }
moderation-banned-for-good = Dein Konto ist auf Dauer gesperrt. Der Grund: { $reason }
