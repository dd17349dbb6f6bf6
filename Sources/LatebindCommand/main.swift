print("latebind")
