//! The Content-Security-Policy of a page, and the check that every page of the finished site keeps its promises.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::html::{Tag, tags};
use crate::error::{Result, TaskError};

/// What stands in the page's source where the build puts something.
pub const PLACEHOLDERS: [&str; 10] = [
    "CONTENT_SECURITY_POLICY",
    "ENGINE_WORKER_URL",
    "EDITOR_URL",
    "PARTS_URLS",
    "OFFLINE_URL",
    "DOCUMENTS_URL",
    "EXAMPLES_URL",
    "SINGLE_FILE_SIZE",
    "WORKBENCH_URL",
    "LATER_STYLE_URL",
];

/// The policy of the playground: our own files, our own WASM, and the inline scripts that are in the page now.
pub fn playground_policy(page: &str) -> String {
    let scripts: String = inline_scripts(page)
        .map(|script| format!(" '{}'", source_hash(script)))
        .collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; img-src 'self' data: \
         blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
         form-action 'none'"
    )
}

/// The policy of the playground as one file: these scripts and this style, our own WASM, a worker made of a text, and no request at
/// all.
pub fn single_file_policy<'s>(scripts: impl IntoIterator<Item = &'s str>, style: &str) -> String {
    let scripts: String = scripts
        .into_iter()
        .map(|script| format!("'{}' ", source_hash(script)))
        .collect();
    format!(
        "default-src 'none'; script-src {scripts}'wasm-unsafe-eval'; style-src '{}'; img-src data: blob:; worker-src blob:; \
         base-uri 'none'; form-action 'none'",
        source_hash(style)
    )
}

/// The policy of a page to read: the site's styles and pictures, and one inline script.
pub fn reading_policy(script: &str) -> String {
    format!(
        "default-src 'none'; script-src '{}'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; \
         form-action 'none'",
        source_hash(script)
    )
}

/// Checks a page of the finished site.
///
/// # Errors
/// When a placeholder is left, something inline would be blocked by the page's own policy, or a foreign URL is loaded.
pub fn check_page(name: &str, page: &str) -> Result<()> {
    let mut wrong: Vec<String> = PLACEHOLDERS
        .iter()
        .filter(|placeholder| page.contains(**placeholder))
        .map(|placeholder| format!("the placeholder {placeholder} is left"))
        .collect();
    let all = tags(page);
    match all.iter().position(is_policy) {
        None => wrong.push("no Content-Security-Policy".to_owned()),
        Some(place) => {
            let policy = all
                .get(place)
                .and_then(|tag| tag.attribute("content"))
                .unwrap_or_default();
            wrong.extend(all.iter().take(place).filter(|tag| loads(tag)).map(before_policy));
            wrong.extend(all.iter().flat_map(|tag| blocked(tag, policy)));
        }
    }
    wrong.extend(all.iter().flat_map(foreign_urls));
    if wrong.is_empty() {
        return Ok(());
    }
    Err(TaskError::Check(format!("{name}: {}", wrong.join("; "))))
}

/// Checks a style sheet of the finished site.
///
/// # Errors
/// When it loads a foreign URL.
pub fn check_style_sheet(name: &str, text: &str) -> Result<()> {
    let foreign = ["url(", "@import"].iter().any(|loading| {
        text.split(loading)
            .skip(1)
            .any(|after| is_foreign(after.trim_start_matches([' ', '"', '\'', '('])))
    });
    if foreign {
        Err(TaskError::Check(format!("{name} loads a foreign URL")))
    } else {
        Ok(())
    }
}

fn inline_scripts(page: &str) -> impl Iterator<Item = &str> {
    tags(page)
        .into_iter()
        .filter(is_inline_script)
        .map(|tag| tag.content)
}

fn is_inline_script(tag: &Tag<'_>) -> bool {
    // One of another type is data: browsers neither run nor refuse it.
    let is_data = tag.attribute("type") == Some("application/octet-stream");
    tag.is("script") && tag.attribute("src").is_none() && !is_data
}

fn is_policy(tag: &Tag<'_>) -> bool {
    tag.is("meta")
        && tag
            .attribute("http-equiv")
            .is_some_and(|name| name.eq_ignore_ascii_case("Content-Security-Policy"))
}

fn loads(tag: &Tag<'_>) -> bool {
    ["script", "link", "style"].iter().any(|name| tag.is(name))
}

fn before_policy(tag: &Tag<'_>) -> String {
    format!("<{}> stands before the Content-Security-Policy", tag.name)
}

/// What the page's own policy would block: inline styles and handlers, scripts without their hash.
fn blocked(tag: &Tag<'_>, policy: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if tag.is("style") && !policy.contains(&source_hash(tag.content)) {
        wrong.push("an inline <style> without its hash in the policy".to_owned());
    }
    if is_inline_script(tag) && !policy.contains(&source_hash(tag.content)) {
        wrong.push("an inline <script> without its hash in the policy".to_owned());
    }
    for (name, _) in &tag.attributes {
        let handler = name
            .get(..2)
            .is_some_and(|start| start.eq_ignore_ascii_case("on"));
        if handler || name.eq_ignore_ascii_case("style") {
            wrong.push(format!("<{} {name}=…>", tag.name));
        }
    }
    wrong
}

/// URLs of other sites that the browser would load; a link the reader follows is not one.
fn foreign_urls(tag: &Tag<'_>) -> Vec<String> {
    let loading = ["src", "srcset", "href", "poster", "data", "action", "content"];
    let followed = tag.is("a") || (tag.is("meta") && tag.attribute("http-equiv").is_none());
    tag.attributes
        .iter()
        .filter(|(name, value)| !followed && loading.contains(name) && is_foreign(value))
        .map(|(name, value)| format!("<{} {name}=\"{value}\"> loads from elsewhere", tag.name))
        .collect()
}

fn is_foreign(url: &str) -> bool {
    let url = url.trim_start();
    url.starts_with("//")
        || ["http:", "https:", "ws:", "wss:", "ftp:"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
}

fn source_hash(script: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(script)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        let policy = playground_policy(body);
        format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">{body}")
    }

    #[test]
    fn a_hashed_script_and_a_followed_link_pass() {
        check_page(
            "page",
            &page("<script>1</script><a href=\"https://example.org\">x</a>"),
        )
        .unwrap();
    }

    #[test]
    fn the_hash_is_the_one_browsers_compute() {
        assert_eq!(
            source_hash("alert('Hello, world.');"),
            "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
        );
    }

    #[test]
    fn what_the_policy_would_block_is_refused() {
        for body in [
            "<style>p{}</style>",
            "<p style=\"color:red\">",
            "<p onclick=\"x()\">",
            "<img src=\"https://example.org/x.png\">",
            "<link rel=stylesheet href=\"//example.org/x.css\">",
            "<meta name=rowproof-editor content=\"EDITOR_URL\">",
        ] {
            assert!(check_page("page", &page(body)).is_err(), "{body}");
        }
        assert!(check_page("page", "<script>1</script>").is_err());
        assert!(check_style_sheet("a.css", "p{background:url( 'https://example.org/x')}").is_err());
        check_style_sheet("a.css", "p{background:url(data:image/svg+xml,x)}").unwrap();
    }
}
