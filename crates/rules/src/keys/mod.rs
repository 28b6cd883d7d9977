//! Keys that let the same thing in twice, and references that lead astray.

