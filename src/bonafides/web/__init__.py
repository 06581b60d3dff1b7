"""What is nobody's own page: home, first day, errors, navigation, the gates that every request passes."""
