//! Just enough HTML to look at the pages we make ourselves: their tags, attributes and inline scripts.

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag<'h> {
    /// As written.
    pub name: &'h str,
    /// In order; a value is empty when there is none.
    pub attributes: Vec<(&'h str, &'h str)>,
    /// What stands between a `script`, `style` or `title` and its end tag; empty for every other tag.
    pub content: &'h str,
}

impl<'h> Tag<'h> {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&'h str> {
        self.attributes
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// Is this a tag of that name?
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The start tags of a page in order. Comments, and what looks like a tag inside a script, are left out.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        rest = after;
        if after.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let (mut tag, after_tag) = start_tag(after);
            rest = after_tag;
            if ["script", "style", "title"].iter().any(|raw| tag.is(raw)) {
                let end = format!("</{}", tag.name);
                let (content, after_content) = after_tag.split_once(end.as_str()).unwrap_or((after_tag, ""));
                tag.content = content;
                rest = after_content;
            }
            found.push(tag);
        }
    }
    found
}

/// Reads a tag from its name on; returns it and what follows its `>`.
fn start_tag(text: &str) -> (Tag<'_>, &str) {
    let (name, mut rest) = cut(text, |character| {
        character.is_ascii_whitespace() || "/>".contains(character)
    });
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|character: char| character.is_ascii_whitespace() || character == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return (
                Tag {
                    name,
                    attributes,
                    content: "",
                },
                rest.strip_prefix('>').unwrap_or(rest),
            );
        }
        let (attribute, after) = cut(rest, |character| {
            character.is_ascii_whitespace() || "=/>".contains(character)
        });
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(value) => attribute_value(value.trim_start()),
            None => ("", after),
        };
        attributes.push((attribute, value));
        // A stray `=` would otherwise be read for ever.
        rest = if after.len() == rest.len() {
            after.get(1..).unwrap_or("")
        } else {
            after
        };
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    cut(text, |character| {
        character.is_ascii_whitespace() || character == '>'
    })
}

fn cut(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at_checked(text.find(ends).unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

/// Text as HTML shows it, also inside a quoted attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::tags;

    #[test]
    fn reads_tags_attributes_and_script_bodies() {
        let page = "<!doctype html><!-- <p> --><html lang=en><title>a<b</title>\
                    <script type=\"module\">if (a<b) '<p>'</script><img src='x y' alt/>";
        let found = tags(page);
        let names: Vec<_> = found.iter().map(|tag| tag.name).collect();
        assert_eq!(names, ["html", "title", "script", "img"]);
        assert_eq!(found[0].attribute("LANG"), Some("en"));
        assert_eq!(found[2].content, "if (a<b) '<p>'");
        assert_eq!(found[3].attribute("src"), Some("x y"));
        assert_eq!(found[3].attribute("alt"), Some(""));
    }

    #[test]
    fn broken_pages_end() {
        for page in [
            "<", "<a", "<a =", "<a ==b", "<a b='", "<script>", "<!--", "<a é=ü",
        ] {
            tags(page);
        }
    }
}
