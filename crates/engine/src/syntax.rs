//! Small questions to a dependency tree that several stages ask.
