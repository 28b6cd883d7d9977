//! Static pages for the rules, from the Markdown the command line prints.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use serde::Deserialize;

use super::Profile;
use super::html::{escape, tags};
use super::policy::reading_policy;
use crate::error::{Result, TaskError};
use crate::process::{read, run};
use crate::project::{self, Project};
use crate::report;

/// The theme chosen in the playground, before the first paint. The playground's own start (static/boot.js) does the same
/// and much that has no place here.
const THEME_SCRIPT: &str = "try{const theme=JSON.parse(localStorage.getItem('rowproof.theme'));\
     if(theme==='light'||theme==='dark')document.documentElement.dataset.theme=theme}catch{}";

/// A rule as `rowproof rules --format json` prints it.
#[derive(Debug, Deserialize)]
pub struct RulePage {
    code: String,
    title: String,
    summary: String,
    severity: String,
    dialects: Vec<String>,
    group: String,
    markdown: String,
}

/// Asks the command line for the rules, in the order it prints them.
pub fn read_rules(project: &Project, profile: Profile) -> Result<Vec<RulePage>> {
    let program = command_line(project, profile)?;
    let json = read(std::process::Command::new(program).args(["rules", "--format", "json"]))?;
    serde_json::from_str(&json).map_err(|source| TaskError::Json {
        what: "rowproof rules".to_owned(),
        source,
    })
}

/// Builds the command line; its program.
pub fn command_line(project: &Project, profile: Profile) -> Result<PathBuf> {
    report::doing_for("rules: building the command line", "1 min the first time");
    let (cargo_profile, directory) = profile.native();
    run(project.cargo().args([
        "build",
        "--quiet",
        "--package",
        "rowproof-cli",
        "--profile",
        cargo_profile,
    ]))?;
    Ok(project
        .target(directory)
        .join(format!("rowproof{}", std::env::consts::EXE_SUFFIX)))
}

/// Writes `rules/index.html` and a page for each rule, in the style of the finished front page.
pub fn write_pages(site: &Path, front_page: &str, rules: &[RulePage]) -> Result<()> {
    let frame = Frame {
        head: shared_head(front_page),
    };
    let index = frame.page(
        "Rules",
        "Every rule of Rowproof, with an example and a better way.",
        &index_content(rules),
    );
    project::write(&site.join("rules/index.html"), index)?;
    for rule in rules {
        let page = frame.page(&rule.title, &rule.summary.replace('`', ""), &rule_content(rule));
        project::write(&site.join(format!("rules/{}.html", rule.code)), page)?;
    }
    Ok(())
}

/// The pages' contents by their file names, for where there is no page of their own.
pub fn contents(rules: &[RulePage]) -> serde_json::Value {
    let pages = rules
        .iter()
        .map(|rule| (format!("{}.html", rule.code), rule_content(rule).into()));
    let index = ("index.html".to_owned(), index_content(rules).into());
    pages.chain([index]).collect::<serde_json::Map<_, _>>().into()
}

/// The front page's style sheets and icons, as seen from one directory below.
fn shared_head(front_page: &str) -> String {
    let mut head = String::new();
    for tag in tags(front_page).iter().filter(|tag| tag.is("link")) {
        let relation = tag.attribute("rel").unwrap_or_default();
        if let ("stylesheet" | "icon", Some(url)) = (relation, tag.attribute("href")) {
            let url = escape(url.trim_start_matches("./"));
            head.push_str(&format!("<link rel=\"{relation}\" href=\"../{url}\">\n"));
        }
    }
    head
}

/// What all pages have around their content.
struct Frame {
    head: String,
}

impl Frame {
    fn page(&self, title: &str, description: &str, content: &str) -> String {
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} – Rowproof</title>\n\
             <meta name=\"description\" content=\"{description}\">\n{head}<script>{THEME_SCRIPT}</script>\n</head>\n\
             <body class=\"reading\">\n<a class=\"skip-link\" href=\"#content\">Skip to the content</a>\n\
             <header class=\"reading__header\"><nav aria-label=\"Site\"><a href=\"../index.html\">Rowproof</a> \
             <a href=\"index.html\">All rules</a></nav></header>\n\
             <main class=\"reading__content\" id=\"content\" tabindex=\"-1\">\n{content}</main>\n\
             <footer class=\"reading__footer\"><a href=\"../index.html\">Try it on your own schema</a></footer>\n\
             </body>\n</html>\n",
            policy = reading_policy(THEME_SCRIPT),
            title = escape(title),
            description = escape(description),
            head = self.head,
        )
    }
}

/// What stands between head and foot of the list of rules.
fn index_content(rules: &[RulePage]) -> String {
    let mut content = format!(
        "<h1>Rules</h1>\n<p>All {} rules, by what they look at.</p>\n",
        rules.len()
    );
    for group in rules
        .iter()
        .map(|rule| rule.group.as_str())
        .collect::<BTreeSet<_>>()
    {
        content.push_str(&format!(
            "<h2>{}</h2>\n<dl class=\"reading__rules\">\n",
            escape(&capitalised(group))
        ));
        for rule in rules.iter().filter(|rule| rule.group == group) {
            content.push_str(&format!(
                "<dt><a href=\"{code}.html\">{title}</a></dt>\n<dd>{summary}</dd>\n",
                code = escape(&rule.code),
                title = escape(&rule.title),
                summary = render(&rule.summary),
            ));
        }
        content.push_str("</dl>\n");
    }
    content
}

/// What stands between head and foot of a rule's page.
fn rule_content(rule: &RulePage) -> String {
    let grade = format!(
        "<p class=\"reading__grade\"><code>{}</code> · {} · {}</p>\n",
        escape(&rule.code),
        escape(&rule.severity),
        escape(
            &rule
                .dialects
                .iter()
                .map(|code| dialect_name(code))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    );
    format!(
        "<h1>{}</h1>\n{grade}{}",
        escape(&rule.title),
        render(&rule.markdown)
    )
}

/// A dialect's code as people write it.
fn dialect_name(code: &str) -> &str {
    match code {
        "postgresql" => "PostgreSQL",
        "mysql" => "MySQL",
        "sqlite" => "SQLite",
        other => other,
    }
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

/// Markdown as HTML. The page has its own title, raw HTML is shown as text, and code blocks are labelled.
fn render(markdown: &str) -> String {
    let mut events = Vec::new();
    let mut in_title = false;
    let mut heading = String::new();
    let mut in_heading = false;
    for event in Parser::new(markdown) {
        match &event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }) => in_title = true,
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                in_title = false;
                continue;
            }
            Event::Start(Tag::Heading { .. }) => {
                in_heading = true;
                heading.clear();
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) if in_heading => heading.push_str(text),
            _ => {}
        }
        if in_title {
            continue;
        }
        match event {
            Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text)),
            Event::Start(Tag::CodeBlock(kind)) => {
                events.push(Event::Html(code_start(&kind, &heading).into()))
            }
            Event::End(TagEnd::CodeBlock) => events.push(Event::Html("</code></pre></figure>\n".into())),
            other => events.push(other),
        }
    }
    let mut rendered = String::new();
    pulldown_cmark::html::push_html(&mut rendered, events.into_iter());
    rendered
}

/// The start of a code block; its label is left out where the heading above says the same.
fn code_start(kind: &CodeBlockKind<'_>, heading: &str) -> String {
    let words = match kind {
        CodeBlockKind::Fenced(words) => words.as_ref(),
        CodeBlockKind::Indented => "",
    };
    let mut words = words.split([',', ' ']);
    let language = escape(words.next().unwrap_or_default());
    let (class, label) = match words.next() {
        Some("finds") => ("code code--finds", "Example"),
        Some("clean") => ("code code--clean", "Better"),
        _ => ("code", ""),
    };
    let caption = if label.is_empty() || heading.trim() == label {
        String::new()
    } else {
        format!("<figcaption>{label}</figcaption>")
    };
    // A block that scrolls has to be reachable by keyboard.
    let name = if label.is_empty() { "Code" } else { label };
    format!(
        "<figure class=\"{class}\">{caption}<pre tabindex=\"0\" role=\"region\" aria-label=\"{name}\"><code \
         class=\"language-{language}\">"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_html_is_text_and_the_title_is_left_out() {
        let html = render("# Title\n\nA <b>b</b> `c<d`\n\n<script>x</script>\n");
        assert!(
            !html.contains("Title") && !html.contains("<script") && !html.contains("<b>"),
            "{html}"
        );
        assert!(
            html.contains("&lt;script&gt;") && html.contains("<code>c&lt;d</code>"),
            "{html}"
        );
    }

    #[test]
    fn code_blocks_are_labelled_once() {
        let html =
            render("## Example\n```sql,finds\nselect 1 < 2;\n```\ntext\n## More\n```sql,clean\nx\n```\n");
        assert!(!html.contains("<figcaption>Example"), "{html}");
        assert!(html.contains("<figcaption>Better</figcaption>"), "{html}");
        assert!(
            html.contains("code--finds") && html.contains("select 1 &lt; 2;"),
            "{html}"
        );
    }

    #[test]
    fn the_shared_head_points_one_directory_up() {
        let head = shared_head(
            "<link rel=\"stylesheet\" href=\"./a.css\"><link rel=icon href=b.svg><link rel=\"preload\" href=\"c.js\">",
        );
        assert_eq!(
            head,
            "<link rel=\"stylesheet\" href=\"../a.css\">\n<link rel=\"icon\" href=\"../b.svg\">\n"
        );
    }
}
