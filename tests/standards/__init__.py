"""What standards ask for, each rule with the section that says it."""
