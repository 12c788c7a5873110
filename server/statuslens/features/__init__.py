"""What the user asks for. One module or package each; they share only `card`."""
