# Invitations: the page that an invitation leads to, and those on which administrators invite people and let
# them in.

invitations-title = Invitations
invitations-invite = Invite somebody
invitations-invite-telling = One person can make an account by the link of an invitation, whether registration is open or not.
invitations-email = Email address
invitations-email-hint = Leave it empty to let whoever holds the link come in.
invitations-role = Role
invitations-days = Days until it ends
invitations-submit = Invite
# $email is the address of the invited person.
invitations-made = { $email } is invited. Hand on this link; it is shown this once.
invitations-made-open = Hand on this link to whom you invite; it is shown this once.
invitations-mailed = { $email } is invited. The link is on its way by mail.
invitations-list = Invitations so far
invitations-none = Nobody has been invited.
invitations-anybody = Whoever holds the link
# $date is a day, $until a point in time.
invitations-created = made { $date }
invitations-until = until { $until }
invitations-was-until = was until { $until }
# What is inside the span is for screen readers alone. $id is the name of the invitation.
invitations-revoke = Take back<span class="aside"> the invitation { $id }</span>
invitations-letter-waits = Its letter was not sent yet, and is tried again.
invitations-letter-given-up = Its letter could not be sent.
invitations-letter-why = See why
invitations-standing-open = Open
invitations-standing-redeemed = Used
invitations-standing-revoked = Taken back
invitations-standing-expired = Too old

# What an invited person sees. $app is the name of the place.
invitations-heading = You are invited
invitations-lead = Make your account at { $app }.
invitations-lead-for = This invitation to { $app } is for { $email }.
invitations-or = or

invitations-approvals = Approvals
invitations-approvals-off = New people need no approval here. DOORWARD_APPROVAL=true makes them wait on this page.
invitations-approvals-none = Nobody waits.
invitations-approvals-list = Waiting to come in
invitations-approvals-unchecked = { $email } (nobody has checked this address)
invitations-approvals-no-address = No address
invitations-approvals-since = waiting since { $date }
# What is inside the spans is for screen readers alone. $name is the name of the person.
invitations-approve = Let in<span class="aside"> { $name }</span>
invitations-reject = Turn away<span class="aside"> { $name }, and delete the account</span>
