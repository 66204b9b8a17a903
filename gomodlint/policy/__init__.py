"""TOML to a typed policy; selectors; presets. Knows nothing of any one rule."""
