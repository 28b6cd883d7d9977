//! A connection to MariaDB or MySQL through its Unix socket.
//!
//! The client/server protocol is spoken here, in the little that is needed: one statement in, rows or a refusal out.
//! The `mysql` crate would bring a hundred packages to build for it, and the `mariadb` program reads statements itself
//! before it sends them, while here the server must get exactly the bytes that we call a statement.

use std::io::{self, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use super::packet::{Fields, capabilities};
use crate::server::Refused;

/// `COM_QUERY`
const QUERY: u8 = 0x03;
/// `COM_RESET_CONNECTION`
const RESET: u8 = 0x1f;
/// The largest packet; a statement beyond it would have to be sent in parts.
const MAX_PACKET: usize = 0xff_ffff;
/// utf8mb4_general_ci
const CHARACTER_SET: u8 = 45;
/// `SERVER_MORE_RESULTS_EXISTS`
const MORE_RESULTS: u16 = 0x0008;

/// Rows as text; none is NULL.
pub type Rows = Vec<Vec<Option<String>>>;

/// An open connection.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<UnixStream>,
    sequence: u8,
}

impl Connection {
    /// Connects as root, who has no password on a throw-away server.
    ///
    /// # Errors
    /// When there is no server at the socket, or it refuses us.
    pub fn open(socket: &Path) -> io::Result<Self> {
        let mut connection = Self {
            stream: BufReader::new(UnixStream::connect(socket)?),
            sequence: 0,
        };
        connection.receive()?;
        connection.send(&greeting())?;
        let mut answer = connection.receive()?;
        if answer.first() == Some(&0xfe) {
            // Another way to sign in, which also takes no password for an answer.
            connection.send(&[])?;
            answer = connection.receive()?;
        }
        match refusal(&answer) {
            None => Ok(connection),
            Some(refused) => Err(io::Error::other(refused.message)),
        }
    }

    /// Forgets the session's settings, temporary tables and locks.
    ///
    /// # Errors
    /// When the connection is lost.
    pub fn reset(&mut self) -> io::Result<()> {
        self.sequence = 0;
        self.send(&[RESET])?;
        match refusal(&self.receive()?) {
            None => Ok(()),
            Some(refused) => Err(io::Error::other(refused.message)),
        }
    }

    /// Runs one statement.
    ///
    /// # Errors
    /// When the connection is lost.
    pub fn run(&mut self, statement: &str) -> io::Result<Result<Rows, Refused>> {
        let mut packet = Vec::with_capacity(statement.len() + 1);
        packet.push(QUERY);
        packet.extend_from_slice(statement.as_bytes());
        if packet.len() >= MAX_PACKET {
            return Err(io::Error::other("a statement of more than 16 MB"));
        }
        self.sequence = 0;
        self.send(&packet)?;
        let mut rows = Rows::new();
        loop {
            match self.result(&mut rows)? {
                Ok(status) if status & MORE_RESULTS != 0 => {}
                Ok(_) => return Ok(Ok(rows)),
                Err(refused) => return Ok(Err(refused)),
            }
        }
    }

    /// One result; the server's status after it.
    fn result(&mut self, rows: &mut Rows) -> io::Result<Result<u16, Refused>> {
        let first = self.receive()?;
        if let Some(refused) = refusal(&first) {
            return Ok(Err(refused));
        }
        let mut fields = Fields::of(&first);
        if first.first() == Some(&0) {
            fields.skip(1);
            fields.length();
            fields.length();
            return Ok(Ok(fields.short()));
        }
        for _ in 0..fields.length().unwrap_or(0) {
            self.receive()?;
        }
        self.receive()?;
        loop {
            let packet = self.receive()?;
            if let Some(refused) = refusal(&packet) {
                return Ok(Err(refused));
            }
            let mut fields = Fields::of(&packet);
            if packet.first() == Some(&0xfe) && packet.len() < 9 {
                fields.skip(3);
                return Ok(Ok(fields.short()));
            }
            rows.push(fields.texts());
        }
    }

    fn send(&mut self, payload: &[u8]) -> io::Result<()> {
        let length = u32::try_from(payload.len())
            .map_err(io::Error::other)?
            .to_le_bytes();
        let mut packet: Vec<u8> = length.iter().copied().take(3).collect();
        packet.push(self.sequence);
        packet.extend_from_slice(payload);
        self.stream.get_mut().write_all(&packet)
    }

    fn receive(&mut self) -> io::Result<Vec<u8>> {
        let mut payload = Vec::new();
        loop {
            let mut header = [0_u8; 4];
            self.stream.read_exact(&mut header)?;
            let [low, middle, high, sequence] = header;
            self.sequence = sequence.wrapping_add(1);
            let length = u32::from_le_bytes([low, middle, high, 0]) as usize;
            let start = payload.len();
            payload.resize(start + length, 0);
            self.stream
                .read_exact(payload.get_mut(start..).unwrap_or_default())?;
            if length < MAX_PACKET {
                return Ok(payload);
            }
        }
    }
}

/// The answer to the server's greeting: who we are, and that we have no password.
fn greeting() -> Vec<u8> {
    let mut packet = capabilities().to_le_bytes().to_vec();
    packet.extend_from_slice(&(MAX_PACKET as u32).to_le_bytes());
    packet.push(CHARACTER_SET);
    packet.extend_from_slice(&[0; 23]);
    packet.extend_from_slice(b"root\0\0mysql_native_password\0");
    packet
}

/// The refusal a packet holds, if it is one.
fn refusal(packet: &[u8]) -> Option<Refused> {
    if packet.first() != Some(&0xff) {
        return None;
    }
    let mut fields = Fields::of(packet);
    fields.skip(1);
    let code = fields.short().to_string();
    // `#` and the SQLSTATE stand before the message.
    let message = String::from_utf8_lossy(packet.get(9..).unwrap_or_default());
    Some(Refused {
        code,
        message: message.lines().next().unwrap_or_default().to_owned(),
    })
}
