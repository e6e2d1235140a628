# German. What the variables are stands in the English file.

access-code = Zugangscode
access-guest-leave = Verlassen
access-guest-telling = Du bist mit einem Zugangscode hereingekommen, als Gast ohne Konto. Dieser Browser bleibt drin, bis du gehst oder der Code geändert wird.
access-guest-title = Du bist drin
access-have-account = Du hast ein Konto? <a href="{ $href }">Anmelden</a>
access-heading = Zugangscode eingeben
access-lead = Du bekommst ihn von den Leuten, die { $app } betreiben.
access-submit = Hinein
access-title = Zugangscode
