"""What all pages share: frame, words, forms, errors, the way around."""
