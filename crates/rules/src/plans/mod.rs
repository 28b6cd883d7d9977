//! Plan insights.
