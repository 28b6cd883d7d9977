//! A piece of the page that is drawn again only when what it shows has changed. Pages hold hundreds of such pieces;
//! everything else is drawn by plain functions, which cost neither time nor download.

use std::rc::Rc;

use yew::prelude::*;

#[derive(Properties)]
pub struct MemoProps {
    /// Everything the piece depends on, as numbers; what it is about as [`crate::interop::shared::Shared::identity`].
    pub state: [usize; 4],
    /// Holds what it is about, so that no other value gets its identity.
    pub draw: Rc<dyn Fn() -> Html>,
}

impl PartialEq for MemoProps {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
    }
}

#[component]
pub fn Memo(props: &MemoProps) -> Html {
    (props.draw)()
}
