//! The examples of the menu: texts written for this page, each with what there is to notice.

/// An example.
#[derive(Debug, PartialEq, Eq)]
pub struct Example {
    /// Its lasting name.
    pub slug: &'static str,
    pub title: &'static str,
    /// One line for the menu.
    pub summary: &'static str,
    /// What there is to notice, one sentence each.
    pub notice: &'static [&'static str],
    /// The texts, one per part.
    pub parts: &'static [&'static str],
}

/// In the order of the menu.
pub const EXAMPLES: [Example; 6] = [
    Example {
        slug: "library-members",
        title: "Members without rules",
        summary: "A schema that accepts almost any row",
        notice: &[
            "Two members may share one e-mail address; the proof shows the two rows.",
            "The comment lists the allowed states, but the column takes any word.",
            "Most columns may be empty although every member has them.",
        ],
        parts: &[include_str!("../../../static/samples/library-members.sql")],
    },
    Example {
        slug: "bakery-orders",
        title: "Orders nobody guards",
        summary: "References and amounts left to chance",
        notice: &[
            "An order can name a courier who exists nowhere.",
            "Prices are floating-point numbers: ten times 0.10 is not 1.00.",
            "Deleting a customer reads every order, because no index leads with its column.",
        ],
        parts: &[include_str!("../../../static/samples/bakery-orders.sql")],
    },
    Example {
        slug: "invoice-sheet",
        title: "An invoice kept as a sheet",
        summary: "One wide table, totals typed in by hand",
        notice: &[
            "The total follows from quantity and price, so the two can disagree.",
            "The customer's address is repeated on every line.",
        ],
        parts: &[include_str!("../../../static/samples/invoice-sheet.sql")],
    },
    Example {
        slug: "seed-library",
        title: "A schema done right",
        summary: "What it looks like when there is little to say",
        notice: &[
            "Every rule the names promise is also declared.",
            "The checked list says what was looked at.",
        ],
        parts: &[include_str!("../../../static/samples/seed-library.sql")],
    },
    Example {
        slug: "ticket-search",
        title: "A slow search, with its schema and query",
        summary: "Schema, query and plan together",
        notice: &[
            "Three parts: the plan's slow node leads back to a column of the schema.",
            "The scan reads a whole table to keep a handful of rows, then the sort spills to disk.",
        ],
        parts: &[
            include_str!("../../../static/samples/ticket-search.sql"),
            include_str!("../../../static/samples/ticket-search.query.sql"),
            include_str!("../../../static/samples/ticket-search.plan.txt"),
        ],
    },
    Example {
        slug: "shipment-report",
        title: "A plan with a wrong guess",
        summary: "An estimate that is off by a thousand",
        notice: &[
            "The planner expected few rows and chose a nested loop; it ran thousands of times.",
            "The bars show where the time went, without the time of the steps below.",
        ],
        parts: &[include_str!("../../../static/samples/shipment-report.plan.txt")],
    },
];

/// The example with that lasting name.
pub fn by_slug(slug: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.slug == slug)
}
