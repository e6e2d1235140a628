# The two pages around signing out.

sign-out-again = Sign in again
sign-out-done = You are signed out
sign-out-done-telling = This browser has forgotten you. On a shared computer, close the window as well.
sign-out-done-title = Signed out
sign-out-heading = Sign out?
sign-out-stay = Stay signed in
sign-out-submit = Sign out
# $who is a name or an address.
sign-out-telling = You are signed in as <strong class="who">{ $who }</strong>. Your other devices stay signed in.
sign-out-title = Sign out
