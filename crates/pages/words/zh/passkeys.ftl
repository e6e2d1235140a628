# Chinese, in simplified characters. What the variables are stands in the English file.
