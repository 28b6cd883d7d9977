//! A static file server for one directory, on this machine only.
//!
//! One thread and one answer per connection: browsers open several at once, also some they never use, and none may
//! have to wait for another.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::files::{Found, locate, media_type};
use crate::error::{Result, TaskError};

/// How many ports after the asked-for one are tried when it is taken.
const PORTS_TRIED: u16 = 20;
/// A connection on which nothing comes or goes for so long is given up.
const PATIENCE: Duration = Duration::from_secs(20);
/// A request is a line and its headers; a browser's stay well below this.
const LONGEST_REQUEST: u64 = 64 * 1024;

/// A running server; it ends when this is dropped.
pub struct SiteServer {
    address: String,
    socket: SocketAddr,
    is_ending: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl SiteServer {
    /// Serves `site` below the path `base` (`/`, or `/some/path/`). Port 0 means any free one.
    ///
    /// # Errors
    /// When neither the port nor one of those after it is free.
    pub fn start(site: &Path, port: u16, base: &str) -> Result<Self> {
        let (listener, socket) = bind(port)?;
        let is_ending = Arc::new(AtomicBool::new(false));
        let thread = {
            let (is_ending, place) = (
                Arc::clone(&is_ending),
                Arc::new((site.to_owned(), base.to_owned())),
            );
            thread::spawn(move || {
                for stream in listener.incoming().map_while(io::Result::ok) {
                    if is_ending.load(Ordering::Relaxed) {
                        return;
                    }
                    let place = Arc::clone(&place);
                    // The browser may have gone away in the meantime; then there is nobody to tell.
                    thread::spawn(move || answer(&stream, &place.0, &place.1).ok());
                }
            })
        };
        Ok(Self {
            address: format!("http://{socket}{base}"),
            socket,
            is_ending,
            thread: Some(thread),
        })
    }

    /// Where the site is.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for SiteServer {
    fn drop(&mut self) {
        self.is_ending.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections. If that fails it has ended already.
        let _ = TcpStream::connect(self.socket);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn bind(port: u16) -> Result<(TcpListener, SocketAddr)> {
    let last = if port == 0 {
        0
    } else {
        port.saturating_add(PORTS_TRIED)
    };
    (port..=last)
        .find_map(|port| {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
            let socket = listener.local_addr().ok()?;
            Some((listener, socket))
        })
        .ok_or_else(|| TaskError::Check(format!("no port from {port} to {last} is free; try --port")))
}

fn answer(stream: &TcpStream, site: &Path, base: &str) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Some((method, url)) = read_request(stream)? else {
        return Ok(());
    };
    let answer = match method.as_str() {
        "GET" | "HEAD" => answer_for(site, base, &url),
        _ => Answer::plain("405 Method Not Allowed", "only GET and HEAD"),
    };
    let mut writer = stream;
    write!(
        writer,
        "HTTP/1.1 {}\r\n{}Content-Length: {}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
         Connection: close\r\n\r\n",
        answer.status,
        answer.header,
        answer.body.len()
    )?;
    if method != "HEAD" {
        writer.write_all(&answer.body)?;
    }
    stream.shutdown(Shutdown::Write)
}

/// The method and the URL; none when the other side says nothing, or nothing like HTTP.
fn read_request(stream: &TcpStream) -> io::Result<Option<(String, String)>> {
    let mut lines = BufReader::new(stream.take(LONGEST_REQUEST)).lines();
    let Some(first) = lines.next().transpose()? else {
        return Ok(None);
    };
    // The headers are of no interest, but a connection closed with unread data is reset, answer and all.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ');
    Ok(words
        .next()
        .zip(words.next())
        .map(|(method, url)| (method.to_owned(), url.to_owned())))
}

struct Answer {
    status: &'static str,
    /// What this answer has of its own, each line with its end.
    header: String,
    body: Vec<u8>,
}

impl Answer {
    fn plain(status: &'static str, text: &str) -> Self {
        let header = "Content-Type: text/plain; charset=utf-8\r\n".to_owned();
        Self {
            status,
            header,
            body: text.as_bytes().to_vec(),
        }
    }
}

fn answer_for(site: &Path, base: &str, url: &str) -> Answer {
    match locate(site, base, url) {
        Some(Found::File(path)) => match fs::read(&path) {
            Ok(body) => Answer {
                status: "200 OK",
                header: format!("Content-Type: {}\r\n", media_type(&path)),
                body,
            },
            Err(_) => Answer::plain("404 Not Found", "not found"),
        },
        Some(Found::Directory(place)) => {
            let header = format!("Location: {place}\r\n");
            Answer {
                status: "308 Permanent Redirect",
                header,
                body: Vec::new(),
            }
        }
        None => Answer::plain("404 Not Found", "not found"),
    }
}

#[cfg(test)]
mod tests {
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
        // Connections that say nothing, as browsers open them ahead of need, keep nobody waiting.
        let socket = server
            .address()
            .trim_start_matches("http://")
            .split('/')
            .next()
            .unwrap()
            .to_owned();
        let silent: Vec<_> = (0..12).map(|_| TcpStream::connect(&socket).unwrap()).collect();
        assert!(ask(&server, "GET", "/below/").ends_with("front"));
        drop(silent);
        drop(server);
        project::remove_directory(&parent).unwrap();
    }
}
