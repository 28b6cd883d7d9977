//! `cargo xtask serve`: the site on this machine, built again whenever its sources change.

mod files;
mod http;
mod watch;

use std::thread;
use std::time::Duration;

pub use http::SiteServer;

use crate::build::{self, Profile};
use crate::error::Result;
use crate::project::Project;
use crate::setup::Toolbox;
use watch::Sources;

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Builds, serves and keeps watching until the user ends the program.
///
/// # Errors
/// When the first build fails or no port is free.
pub fn serve(project: &Project, port: u16, profile: Profile) -> Result<()> {
    let toolbox = Toolbox::ensure(project)?;
    let mut sources = Sources::look(project);
    build::build(project, &toolbox, profile)?;
    let server = SiteServer::start(&project.site(), port, "/")?;
    println!(
        "\n  Rowproof is at {}\n  (Ctrl-C ends it; changed sources are built again)\n",
        server.address()
    );
    loop {
        thread::sleep(LOOK_EVERY);
        let now = Sources::look(project);
        // An editor that saves many files, or a branch being switched, is given time to finish.
        if now == sources || now != settled(project) {
            continue;
        }
        sources = now;
        match build::build(project, &toolbox, profile) {
            Ok(()) => println!("rebuilt, reload the page"),
            Err(error) => eprintln!("{error}\nthe page stays as it was; waiting for a change"),
        }
    }
}

fn settled(project: &Project) -> Sources {
    thread::sleep(LOOK_EVERY / 4);
    Sources::look(project)
}
