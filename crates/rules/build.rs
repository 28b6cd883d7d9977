//! Collects the rule pages from the module comments of `src/<group>/<rule>.rs` into one table.
//!
//! A rule file's code is its file name with dashes; its page is the `//!` block at its top, Markdown with one `#` title.
//! Checks on the pages' shape are tests (tests/tests/code_base.rs), so that a half-written rule still compiles.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let source = Path::new("src");
    println!("cargo:rerun-if-changed=src");
    let mut files = Vec::new();
    for group in fs::read_dir(source)? {
        let group = group?.path();
        if group.is_dir() && group.file_name().is_some_and(|name| name != "fix") {
            for file in fs::read_dir(group)? {
                files.push(file?.path());
            }
        }
    }
    files.retain(|file| file.extension().is_some_and(|ending| ending == "rs") && stem(file) != "mod");
    files.sort_by_key(|file| stem(file));
    let mut table = String::from("pub(crate) static PAGES: &[Page] = &[\n");
    for file in files {
        let text = fs::read_to_string(&file)?;
        let page = page(&text);
        let title = page
            .lines()
            .find_map(|line| line.strip_prefix("# "))
            .unwrap_or_default();
        let group = file.parent().map(stem).unwrap_or_default();
        let code = stem(&file).replace('_', "-");
        let _ = writeln!(
            table,
            "    Page {{ code: {code:?}, title: {title:?}, group: {group:?}, #[cfg(feature = \"pages\")] summary: {:?}, #[cfg(feature = \"pages\")] markdown: {page:?} }},",
            summary(&page)
        );
    }
    table.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("pages.rs"), table)
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The `//!` block at the top, without its marks.
fn page(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    lines.fold(String::new(), |mut page, line| {
        page.push_str(line.strip_prefix(' ').unwrap_or(line));
        page.push('\n');
        page
    })
}

/// The first paragraph under "What it detects".
fn summary(page: &str) -> String {
    let after = page.split("## What it detects").nth(1).unwrap_or_default();
    let paragraph = after.trim_start().split("\n\n").next().unwrap_or_default();
    let paragraph = paragraph.split("\n## ").next().unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}
