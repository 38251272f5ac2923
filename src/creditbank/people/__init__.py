"""Users, learners, institutions, staff, accreditation, consent; encrypted identity fields; who may do what."""
