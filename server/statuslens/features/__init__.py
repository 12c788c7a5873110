"""The features, one module or package each; they share only `card`."""
