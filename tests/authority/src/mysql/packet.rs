//! The fields of a packet of the MySQL protocol.

/// What we say we can do: the protocol since 4.1, authentication by plugin, several results.
pub(super) fn capabilities() -> u32 {
    const LONG_PASSWORD: u32 = 0x1;
    const PROTOCOL_41: u32 = 0x200;
    const TRANSACTIONS: u32 = 0x2000;
    const SECURE_CONNECTION: u32 = 0x8000;
    const MULTIPLE_RESULTS: u32 = 0x2_0000;
    const PLUGIN_AUTHENTICATION: u32 = 0x8_0000;
    LONG_PASSWORD | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | MULTIPLE_RESULTS | PLUGIN_AUTHENTICATION
}

/// A walk over a packet's fields.
pub(super) struct Fields<'p> {
    rest: &'p [u8],
}

impl<'p> Fields<'p> {
    pub(super) fn of(packet: &'p [u8]) -> Self {
        Self { rest: packet }
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.take(bytes);
    }

    fn take(&mut self, bytes: usize) -> &'p [u8] {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// A number of as many bytes, lowest first.
    fn number(&mut self, bytes: usize) -> usize {
        let taken = self.take(bytes);
        taken
            .iter()
            .rev()
            .fold(0, |number, byte| (number << 8) | usize::from(*byte))
    }

    /// Two bytes.
    pub(super) fn short(&mut self) -> u16 {
        u16::try_from(self.number(2)).unwrap_or_default()
    }

    /// A number of one to nine bytes; none stands for NULL.
    pub(super) fn length(&mut self) -> Option<usize> {
        match self.number(1) {
            0xfb => None,
            0xfc => Some(self.number(2)),
            0xfd => Some(self.number(3)),
            0xfe => Some(self.number(8)),
            length => Some(length),
        }
    }

    /// Texts with their lengths, to the packet's end.
    pub(super) fn texts(&mut self) -> Vec<Option<String>> {
        let mut texts = Vec::new();
        while !self.rest.is_empty() {
            let length = self.length();
            texts.push(length.map(|length| String::from_utf8_lossy(self.take(length)).into_owned()));
        }
        texts
    }
}
