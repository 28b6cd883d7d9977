//! The ways in which a plan as text is mangled before it is pasted.

use rowproof_plan::{PlanFormat, detect_format, parse_plan};
use rowproof_source::SourceId;

use super::Count;
use super::corpus::File;
use super::likeness::{Blanks, compare, compare_beginning, doubts};

/// One way, by its name, and what it does not keep.
pub struct Wrapping {
    /// What it is called in the table.
    pub name: &'static str,
    /// Mangles a plain text.
    pub wrap: fn(&str) -> String,
    /// Whether blanks are kept.
    pub blanks: Blanks,
    /// A log: it always tells costs.
    pub log: bool,
}

const fn exact(name: &'static str, wrap: fn(&str) -> String) -> Wrapping {
    Wrapping {
        name,
        wrap,
        blanks: Blanks::Told,
        log: false,
    }
}

const fn log(name: &'static str, wrap: fn(&str) -> String) -> Wrapping {
    Wrapping {
        name,
        wrap,
        blanks: Blanks::Told,
        log: true,
    }
}

const fn broken(name: &'static str, wrap: fn(&str) -> String) -> Wrapping {
    Wrapping {
        name,
        wrap,
        blanks: Blanks::Lost,
        log: false,
    }
}

/// All of them.
pub const WRAPPINGS: [Wrapping; 22] = [
    exact("psql frame", psql),
    exact("psql frame, another language", psql_localised),
    exact("ASCII box", ascii_box),
    exact("Unicode box", unicode_box),
    exact("psql expanded", expanded),
    exact("psql prompt and query", prompt),
    exact("quoted cells", quoted),
    exact("one CSV cell", csv_cell),
    exact("tabs", tabs),
    exact("Markdown fence", fence),
    exact("quotation", quotation),
    exact("no-break spaces", no_break),
    exact("HTML entities", entities),
    exact("arrows of another shape", arrows),
    exact("CRLF", crlf),
    exact("rows in JSON", json_rows),
    log("auto_explain, stderr", log_record),
    log("auto_explain, CSV log", csv_log),
    log("auto_explain, JSON log", json_log),
    exact("de-indented", dedented),
    broken("hard-wrapped at 80", wrapped_80),
    broken("hard-wrapped at 120", wrapped_120),
];

/// The plans as plain text: of files that hold a plan as text, without their own frames, where it reads the same without them.
pub fn plain_texts(files: &[File]) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for file in files {
        if detect_format(&file.text) != Some(PlanFormat::PostgresText) {
            continue;
        }
        let Ok(parsed) = parse_plan(SourceId(0), &file.text) else {
            continue;
        };
        let plain = unframed(&file.text);
        let same = parse_plan(SourceId(0), &plain).is_ok_and(|again| {
            let plain = again.repairs.iter().all(|repair| repair.what.contains("joined"));
            plain && again.plans.len() == 1 && compare(&parsed.plans, &again.plans, Blanks::Told).is_ok()
        });
        if same {
            texts.push((file.name.clone(), plain));
        }
    }
    texts
}

fn unframed(text: &str) -> String {
    let is_frame = |line: &str| {
        let words = line.trim();
        words == "QUERY PLAN"
            || (words.len() > 3 && words.chars().all(|c| c == '-'))
            || (words.starts_with('(') && words.ends_with(" rows)"))
            || words == "(1 row)"
    };
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !is_frame(line))
        .map(str::trim_end)
        .collect();
    let filled = lines.iter().filter(|line| !line.is_empty());
    let indent = filled
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.get(indent..).unwrap_or(""))
        .collect();
    lines.join("\n").trim_end().to_owned()
}

/// Tries one way on all texts.
pub fn try_wrapping(wrapping: &Wrapping, texts: &[(String, String)]) -> Count {
    let mut count = Count::default();
    for (name, text) in texts
        .iter()
        .filter(|(_, text)| !wrapping.log || text.contains("(cost="))
    {
        let Ok(wanted) = parse_plan(SourceId(0), text) else {
            continue;
        };
        let wrapped = (wrapping.wrap)(text);
        match parse_plan(SourceId(0), &wrapped) {
            Err(error) => count.wrong.push(format!("{name}: {error}")),
            Ok(found) => match compare(&wanted.plans, &found.plans, wrapping.blanks) {
                Ok(()) => count.right += 1,
                Err(_) if doubts(&found) => count.doubted += 1,
                Err(what) => count.wrong.push(format!("{name}: {what}")),
            },
        }
    }
    count
}

/// Cuts each text at many places: what is left is read as its beginning, or the reader says that it is not sure.
pub fn try_truncation(texts: &[(String, String)]) -> Count {
    const PLACES: usize = 12;
    let mut count = Count::default();
    for (name, text) in texts {
        let Ok(wanted) = parse_plan(SourceId(0), text) else {
            continue;
        };
        let Some(wanted) = wanted.plans.first() else {
            continue;
        };
        let first_line = text.find('\n').unwrap_or(text.len());
        for place in 1..PLACES {
            let mut at = first_line + (text.len() - first_line) * place / PLACES;
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let cut = text.get(..at).unwrap_or("");
            match parse_plan(SourceId(0), cut) {
                Err(error) => count.wrong.push(format!("{name} cut at {at}: {error}")),
                Ok(found) => match found.plans.first().map(|found| compare_beginning(wanted, found)) {
                    Some(Ok(())) if found.plans.len() == 1 => count.right += 1,
                    _ if doubts(&found) => count.doubted += 1,
                    Some(Err(what)) => count.wrong.push(format!("{name} cut at {at}: {what}")),
                    _ => count
                        .wrong
                        .push(format!("{name} cut at {at}: {} plans", found.plans.len())),
                },
            }
        }
    }
    count
}

fn each_line(text: &str, change: impl Fn(&str) -> String) -> String {
    text.lines().map(change).collect::<Vec<_>>().join("\n")
}

fn width(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

fn padded(line: &str, width: usize) -> String {
    let blanks = width.saturating_sub(line.chars().count());
    format!(" {line}{} ", " ".repeat(blanks))
}

fn framed(text: &str, footer: &str) -> String {
    let wide = width(text);
    let title = format!("{:^width$}", "QUERY PLAN", width = wide + 2);
    let body = each_line(text, |line| padded(line, wide).trim_end().to_owned());
    format!("{title}\n{}\n{body}\n{footer}\n\n", "-".repeat(wide + 2))
}

fn psql(text: &str) -> String {
    framed(text, &format!("({} rows)", text.lines().count().max(2)))
}

fn psql_localised(text: &str) -> String {
    framed(text, &format!("({} строк)", text.lines().count().max(2)))
}

fn ascii_box(text: &str) -> String {
    let wide = width(text);
    let edge = format!("+{}+", "-".repeat(wide + 2));
    let body = each_line(text, |line| format!("|{}|", padded(line, wide)));
    format!(
        "{edge}\n|{:^width$}|\n{edge}\n{body}\n{edge}\n(9 rows)\n",
        "QUERY PLAN",
        width = wide + 2
    )
}

fn unicode_box(text: &str) -> String {
    let wide = width(text);
    let edge = "─".repeat(wide + 2);
    let body = each_line(text, |line| format!("│{}│", padded(line, wide)));
    let title = format!("│{:^width$}│", "QUERY PLAN", width = wide + 2);
    format!("┌{edge}┐\n{title}\n├{edge}┤\n{body}\n└{edge}┘\n(9 rows)\n")
}

fn expanded(text: &str) -> String {
    let rows = text.lines().enumerate();
    rows.map(|(at, line)| format!("-[ RECORD {} ]------\nQUERY PLAN | {line}\n", at + 1))
        .collect()
}

fn prompt(text: &str) -> String {
    format!(
        "shop=# EXPLAIN (ANALYZE, BUFFERS)\nshop-# SELECT * FROM orders;\n{}Time: 12.3 ms\n",
        psql(text)
    )
}

fn quoted(text: &str) -> String {
    each_line(text, |line| format!("\"{}\"", line.replace('"', "\"\"")))
}

fn csv_cell(text: &str) -> String {
    format!("\"QUERY PLAN\"\n\"{}\"\n", text.replace('"', "\"\""))
}

fn tabs(text: &str) -> String {
    each_line(text, |line| {
        let words = line.trim_start();
        let blanks = line.len() - words.len();
        format!("{}{words}", "\t".repeat(blanks.div_ceil(2)))
    })
}

fn fence(text: &str) -> String {
    format!("Why is this slow?\n\n```text\n{text}\n```\n")
}

fn quotation(text: &str) -> String {
    each_line(text, |line| format!("> {line}"))
}

fn no_break(text: &str) -> String {
    each_line(text, |line| {
        let words = line.trim_start();
        format!("{}{words}", "\u{a0}".repeat(line.len() - words.len()))
    })
}

fn entities(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace("  ", "&nbsp; ")
}

fn arrows(text: &str) -> String {
    each_line(text, |line| match line.trim_start().starts_with("->") {
        true => line.replacen("->", "→", 1),
        false => line.to_owned(),
    })
}

fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn json_rows(text: &str) -> String {
    let rows: Vec<String> = text
        .lines()
        .map(|line| format!("  {{\"QUERY PLAN\": {}}}", json_string(line)))
        .collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

fn log_record(text: &str) -> String {
    let plan = each_line(text, |line| format!("\t{line}"));
    format!(
        "2026-01-02 03:04:05.678 UTC [17] LOG:  duration: 2.700 ms  plan:\n\tQuery Text: select *\n\t  from orders where note = '(';\n{plan}\n2026-01-02 03:04:06 UTC [17] LOG:  checkpoint starting: time\n"
    )
}

fn csv_log(text: &str) -> String {
    format!(
        "2026-01-02 03:04:05.678 UTC,\"u\",\"d\",1,\"[local]\",6a.1,2,\"SELECT\",2026-01-02 03:04:05 UTC,3/2,0,LOG,00000,\"duration: 2.700 ms  plan:\nQuery Text: select \"\"a\"\" from orders;\n{}\",,,,,,,,,\"psql\",\"client backend\",,0\n",
        text.replace('"', "\"\"")
    )
}

fn json_log(text: &str) -> String {
    let message = json_string(&format!(
        "duration: 2.700 ms  plan:\nQuery Text: select 1;\n{text}"
    ));
    format!(
        "{{\"timestamp\":\"2026-01-02 03:04:05.678 UTC\",\"error_severity\":\"LOG\",\"message\":{message}}}\n"
    )
}

fn dedented(text: &str) -> String {
    each_line(text, |line| line.trim_start().to_owned())
}

fn wrapped_80(text: &str) -> String {
    wrapped(text, 80)
}

fn wrapped_120(text: &str) -> String {
    wrapped(text, 120)
}

fn wrapped(text: &str, columns: usize) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let characters: Vec<char> = line.chars().collect();
        if characters.is_empty() {
            lines.push(String::new());
        }
        lines.extend(
            characters
                .chunks(columns)
                .map(|chunk| chunk.iter().collect::<String>()),
        );
    }
    lines.join("\n")
}
