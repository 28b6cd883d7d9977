//! How tasks speak: one line when something starts, with the time it is likely to take.

use std::time::Duration;

/// Says what is being done.
pub fn doing(text: &str) {
    println!("• {text}");
}

/// Says what is being done and about how long it takes.
pub fn doing_for(text: &str, about: &str) {
    println!("• {text} (about {about})");
}

/// A heading above the output of a step.
pub fn heading(text: &str) {
    println!("\n── {text} ──");
}

/// A duration as people say it: `0.4 s`, `3 min 12 s`.
pub fn spoken(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 60.0 {
        return format!("{seconds:.1} s");
    }
    let whole = duration.as_secs();
    format!("{} min {} s", whole / 60, whole % 60)
}
