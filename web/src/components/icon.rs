//! Icons, drawn on a grid of 16 units. They never carry meaning alone: a word always stands beside them or names the button.

use yew::prelude::*;

/// Which icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Error,
    Warning,
    Info,
    Hint,
    Accepted,
    Enters,
    Refused,
    Undecided,
    Chevron,
    Close,
    Plus,
    Copy,
    Apply,
    Undo,
    Open,
    Share,
    Sun,
    Moon,
    System,
    Keyboard,
    Code,
    Findings,
    Plan,
    Table,
    Diagram,
    Minus,
    Fit,
    Search,
    Download,
    Back,
    Lock,
    Outside,
    Contrast,
    Settings,
    Present,
    Modules,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Error => {
                "M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"
            }
            Self::Warning => "M8 2 14.5 13.5h-13zM8 6.3v3.4M8 11.6v.2",
            Self::Info => "M8 1.7a6.3 6.3 0 1 1 0 12.6A6.3 6.3 0 0 1 8 1.7zM8 7.3v3.8M8 4.9v.2",
            Self::Hint => {
                "M5.9 12.4h4.2M6.5 14.4h3M5.9 12.3c0-1.7-1.9-2.5-1.9-5.2a4 4 0 0 1 8 0c0 2.7-1.9 3.5-1.9 5.2"
            }
            Self::Accepted => "M2.5 8.5 6.2 12 13.5 4.2",
            Self::Enters => "M1.5 8h8M6.5 5l3 3-3 3M9 2.5h5v11H9",
            Self::Refused => "M8 1.7a6.3 6.3 0 1 1 0 12.6A6.3 6.3 0 0 1 8 1.7zM3.6 3.6l8.8 8.8",
            Self::Undecided => "M5.4 5.7a2.6 2.6 0 1 1 3.8 2.3c-.8.4-1.2.9-1.2 1.8M8 12.2v.2",
            Self::Chevron => "M6 3.5 10.5 8 6 12.5",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.3V2.5h-8v8h2.8",
            Self::Apply => "M9.5 2.5 13.5 6.5 6 14H2v-4zM8 4l4 4",
            Self::Undo => "M6 3 2.5 6.5 6 10M3 6.5h6.2a4.1 4.1 0 0 1 0 8.2H7",
            Self::Open => "M1.8 12.8V3.2h4.4l1.6 2h6.4v7.6zM1.8 7.4h12.4",
            Self::Share => "M8 10V2M5 4.7 8 1.7l3 3M4.5 7.2H2.8v7h10.4v-7h-1.7",
            Self::Sun => {
                "M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.2v1.5M8 13.3v1.5M1.2 8h1.5M13.3 8h1.5M3.2 3.2l1 1M11.8 11.8l1 1M12.8 3.2l-1 1M4.2 11.8l-1 1"
            }
            Self::Moon => "M13.3 9.7A5.8 5.8 0 0 1 6.3 2.7a5.8 5.8 0 1 0 7 7z",
            Self::System => "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
            Self::Keyboard => "M1.5 4h13v8h-13zM4 6.6v.1M6.7 6.6v.1M9.3 6.6v.1M12 6.6v.1M5 9.5h6",
            Self::Code => "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
            Self::Findings => "M2.5 4h1M2.5 8h1M2.5 12h1M6 4h7.5M6 8h7.5M6 12h5",
            Self::Plan => "M2 2.5h5v3H2zM9 10.5h5v3H9zM4.5 5.5v6.5H9M4.5 8H9M9 6.5h5v3H9z",
            Self::Table => "M2 2.5h12v11H2zM2 6h12M6.5 6v7.5",
            Self::Diagram => "M1.5 2h5v4h-5zM9.5 2.5h5v4h-5zM9.5 10h5v4h-5zM6.5 4h1.7v8h1.3M8.2 4.5h1.3",
            Self::Minus => "M3 8h10",
            Self::Fit => "M2 5.5V2h3.5M10.5 2H14v3.5M14 10.5V14h-3.5M5.5 14H2v-3.5",
            Self::Search => "M7 2a5 5 0 1 1 0 10A5 5 0 0 1 7 2zM10.7 10.7 14 14",
            Self::Download => "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
            Self::Back => "M9.5 3.5 5 8l4.5 4.5",
            Self::Lock => "M3.5 7.2h9v6.6h-9zM5.3 7V5a2.7 2.7 0 0 1 5.4 0v2",
            Self::Contrast => {
                "M8 1.7a6.3 6.3 0 1 1 0 12.6A6.3 6.3 0 0 1 8 1.7zM8 1.7v12.6M8 4.5h4.6M8 8h6M8 11.5h4.6"
            }
            Self::Settings => "M2 4.5h6M12 4.5h2M10 2.5v4M2 11.5h2M8 11.5h6M6 9.5v4",
            Self::Present => "M1.5 2.5h13v8h-13zM8 10.5V13M5 14.5 8 13l3 1.5",
            Self::Modules => "M2 2h4v4H2zM10 2h4v4h-4zM2 10h4v4H2zM10 10h1.5M14 10v2M10 13.9h1.6M14 14v-.1",
            Self::Outside => "M6.5 3.5h-3v9h9v-3M9 2.5h4.5V7M13.2 2.8 7.5 8.5",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Chevron => "icon icon-chevron",
            _ => "icon",
        }
    }
}

/// Draws an icon. A function and not a component: it has no state, and a page holds hundreds.
pub fn icon(glyph: Glyph) -> Html {
    html! {
        <svg class={glyph.class()} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d={glyph.path()} />
        </svg>
    }
}
