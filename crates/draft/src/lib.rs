//! What a file nobody has seen before holds, and the feed that would take it in.
