"""What a stage is, what each table is: the vocabulary that all other layers share."""
