//! Names in a sentence.

/// `` `a`, `b` and `c` ``
pub fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let mut items: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}
