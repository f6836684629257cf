//! What runs programs of the book as processes.
