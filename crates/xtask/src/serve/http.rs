//! A static file server for one directory, on this machine only.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tiny_http::{Header, Method, Request, Response, Server};

use crate::error::{Result, TaskError};

const THREADS: usize = 4;
/// How many ports after the asked-for one are tried when it is taken.
const PORTS_TRIED: u16 = 20;

/// A running server; it ends when this is dropped.
pub struct SiteServer {
    server: Arc<Server>,
    threads: Vec<JoinHandle<()>>,
    address: String,
}

impl SiteServer {
    /// Serves `site` below the path `base` (`/`, or `/some/path/`). Port 0 means any free one.
    ///
    /// # Errors
    /// When neither the port nor one of those after it is free.
    pub fn start(site: &Path, port: u16, base: &str) -> Result<Self> {
        let server = Arc::new(bind(port)?);
        let port = server
            .server_addr()
            .to_ip()
            .map_or(port, |address| address.port());
        let threads = (0..THREADS).map(|_| {
            let (server, site, base) = (Arc::clone(&server), site.to_owned(), base.to_owned());
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    answer(request, &site, &base);
                }
            })
        });
        let threads = threads.collect();
        Ok(Self {
            server,
            threads,
            address: format!("http://127.0.0.1:{port}{base}"),
        })
    }

    /// Where the site is.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for SiteServer {
    fn drop(&mut self) {
        for _ in 0..self.threads.len() {
            self.server.unblock();
        }
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

fn bind(port: u16) -> Result<Server> {
    let last = if port == 0 {
        0
    } else {
        port.saturating_add(PORTS_TRIED)
    };
    let addresses = (port..=last).map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    addresses
        .map(Server::http)
        .find_map(std::result::Result::ok)
        .ok_or_else(|| TaskError::Check(format!("no port from {port} to {last} is free; try --port")))
}

fn answer(request: Request, site: &Path, base: &str) {
    let response = if matches!(request.method(), Method::Get | Method::Head) {
        match locate(site, base, request.url()) {
            Some(Found::File(path)) => file(&path),
            Some(Found::Directory(place)) => plain(308, "").with("Location", &place),
            None => plain(404, "not found"),
        }
    } else {
        plain(405, "only GET and HEAD").with("Allow", "GET, HEAD")
    };
    let response = response
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff");
    // The browser may have gone away in the meantime.
    let _ = request.respond(response);
}

/// What a URL leads to.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    File(PathBuf),
    /// A directory without the slash at its end: relative links would go wrong.
    Directory(String),
}

fn locate(site: &Path, base: &str, url: &str) -> Option<Found> {
    let path = url.split(['?', '#']).next()?;
    let relative = percent_decoded(path.strip_prefix(base)?)?;
    let inside = Path::new(&relative);
    let plain = inside
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    if !plain || relative.contains(['\\', '\0', ':']) {
        return None;
    }
    let place = site.join(inside);
    if place.is_dir() && !relative.is_empty() && !relative.ends_with('/') {
        return Some(Found::Directory(format!("{path}/")));
    }
    let place = if place.is_dir() {
        place.join("index.html")
    } else {
        place
    };
    // A link in the site must not lead out of it either.
    let real = place.canonicalize().ok()?;
    let within = site.canonicalize().is_ok_and(|site| real.starts_with(site));
    (within && real.is_file()).then_some(Found::File(real))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let byte = if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
        } else {
            byte
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok()
}

type Answer = Response<std::io::Cursor<Vec<u8>>>;

fn file(path: &Path) -> Answer {
    match fs::read(path) {
        Ok(content) => Response::from_data(content).with("Content-Type", media_type(path)),
        Err(_) => plain(404, "not found"),
    }
}

fn plain(status: u16, text: &str) -> Answer {
    Response::from_data(text)
        .with_status_code(status)
        .with("Content-Type", "text/plain; charset=utf-8")
}

trait WithField {
    /// Adds a header; one that HTTP cannot carry (a path that is not ASCII) is left out.
    fn with(self, name: &str, value: &str) -> Self;
}

impl WithField for Answer {
    fn with(self, name: &str, value: &str) -> Self {
        match Header::from_bytes(name, value) {
            Ok(header) => self.with_header(header),
            Err(()) => self,
        }
    }
}

fn media_type(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "sql" | "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;
    use crate::project;

    fn ask(server: &SiteServer, method: &str, path: &str) -> String {
        let address = server
            .address()
            .trim_start_matches("http://")
            .split('/')
            .next()
            .unwrap()
            .to_owned();
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn serves_its_directory_and_nothing_else() {
        let parent = std::env::temp_dir().join(format!("rowproof-http-{}", std::process::id()));
        let site = parent.join("site");
        project::write(&site.join("index.html"), "front").unwrap();
        project::write(&site.join("rules/index.html"), "rules").unwrap();
        project::write(&site.join("a b.wasm"), "\0asm").unwrap();
        project::write(&parent.join("secret.txt"), "secret").unwrap();
        let server = SiteServer::start(&site, 0, "/below/").unwrap();

        let front = ask(&server, "GET", "/below/?x#y");
        assert!(
            front.starts_with("HTTP/1.1 200") && front.ends_with("front"),
            "{front}"
        );
        assert!(
            front.contains("Content-Type: text/html") && front.contains("Cache-Control: no-store"),
            "{front}"
        );
        assert!(ask(&server, "GET", "/below/a%20b.wasm").contains("Content-Type: application/wasm"));
        assert!(ask(&server, "GET", "/below/rules").contains("Location: /below/rules/"));
        assert!(ask(&server, "GET", "/below/rules/").ends_with("rules"));
        assert!(ask(&server, "HEAD", "/below/").ends_with("\r\n\r\n"));
        assert!(ask(&server, "POST", "/below/").starts_with("HTTP/1.1 405"));
        for path in [
            "/",
            "/below/nothing",
            "/below/../secret.txt",
            "/below/%2e%2e/secret.txt",
            "/below/..%5csecret.txt",
            "/below//etc/passwd",
            "/below/%",
        ] {
            assert!(ask(&server, "GET", path).starts_with("HTTP/1.1 404"), "{path}");
        }
        drop(server);
        project::remove_directory(&parent).unwrap();
    }
}
