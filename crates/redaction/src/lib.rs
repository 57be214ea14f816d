//! Personal data out of free text: what was found is replaced by the name of its kind.
