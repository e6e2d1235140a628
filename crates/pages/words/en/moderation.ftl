# moderation

# $reason is what whoever made the ban wrote; $date is when it ends.
moderation-banned-until = Your account is banned until { $date }. The reason: { $reason }
moderation-banned-for-good = Your account is banned for good. The reason: { $reason }
