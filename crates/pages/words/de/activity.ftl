# activity
