//! A piece of the page that is drawn again only when what it shows has changed. Pages hold hundreds of such pieces;
//! everything else is drawn by plain functions, which cost neither time nor download.

use std::rc::Rc;

use yew::prelude::*;

use crate::interop::report::Report;
use crate::interop::shared::Shared;

#[derive(Properties)]
pub struct MemoProps {
    /// What the piece is about.
    pub report: Shared<Report>,
    /// Everything else it depends on, as numbers.
    pub state: [usize; 3],
    pub draw: Rc<dyn Fn() -> Html>,
}

impl PartialEq for MemoProps {
    fn eq(&self, other: &Self) -> bool {
        self.report == other.report && self.state == other.state
    }
}

#[component]
pub fn Memo(props: &MemoProps) -> Html {
    (props.draw)()
}
