//! The pages people read about a rule, collected from the rule files by the build script.

/// A rule's page.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The rule's code.
    pub code: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The folder it lives in.
    pub group: &'static str,
    /// What it detects, one paragraph of Markdown.
    #[cfg(feature = "pages")]
    pub summary: &'static str,
    /// The whole page as Markdown.
    #[cfg(feature = "pages")]
    pub markdown: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The page of a rule, by its code.
pub fn page(code: &str) -> Option<&'static Page> {
    let at = PAGES
        .binary_search_by(|page| page.code.replace('-', "_").as_str().cmp(&code.replace('-', "_")))
        .ok()?;
    PAGES.get(at)
}
