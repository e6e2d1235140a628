# What a banned person is told.

# $reason is what whoever made the ban wrote; $date is when it ends.
moderation-banned-until = Your account is banned until { $date }. The reason: { $reason }
moderation-banned-for-good = Your account is banned for good. The reason: { $reason }
moderation-banned = Your account is banned at the moment.

# The page of the console
moderation-title = Bans
moderation-ban = Ban somebody
moderation-ban-person = Ban this person
moderation-ban-telling = A person's sessions end at once, and they read why when they sign in. A banned address keeps out whoever is not signed in, and nobody else.
moderation-who = Whom
moderation-who-hint = A mail address, an identifier, an IP address or a /64 of IPv6
moderation-for = For how long
moderation-for-hint = Such as 30m, 2h, 7d or 4w. Empty means for good.
moderation-reason = Why
moderation-reason-hint = The person reads it.
moderation-ban-submit = Ban
moderation-list = Bans
moderation-none = Nobody is banned.
moderation-all = Show those that are over too
moderation-counts = In force
moderation-over = Over
moderation-lifted = Lifted
moderation-lift = Lift
moderation-by-rules = by the rules
moderation-by-command-line = at the command line
# $date is a moment.
moderation-ends = until { $date }
moderation-for-good = for good
moderation-done-banned = The ban is in force.
moderation-done-lifted = The ban is lifted.
moderation-scores = Scores
moderation-scores-telling = What was done too often. At each multiple of BAN_INTERVAL a ban follows, where BAN_VIOLATIONS is on.
moderation-no-scores = There are none.
# $score is a number of points, such as 4 or 0.5.
moderation-score = { $events ->
    [one] { $score } points for one time
   *[other] { $score } points for { $events } times
}
