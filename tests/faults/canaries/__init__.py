"""The canary drill: words that occur nowhere else are typed into every form, then searched for in what a thief gets."""
