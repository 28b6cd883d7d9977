//! Blocks touched and the time spent on reading and writing them. Always totals, never per loop.

use crate::quantity::Total;
use rowproof_source::parse_decimal;

/// Blocks (8 kB each by default) of one kind of storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlockCounts {
    /// Found in the cache.
    pub hit: i64,
    /// Read from the operating system or the disk.
    pub read: i64,
    /// Changed for the first time.
    pub dirtied: i64,
    /// Written out by this query.
    pub written: i64,
}

/// Blocks touched by a node and everything below it, over all loops and processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Buffers {
    /// Relations shared by all sessions.
    pub shared: BlockCounts,
    /// Temporary tables.
    pub local: BlockCounts,
    /// Sorts, hashes and other spills; only `read` and `written` occur.
    pub temp: BlockCounts,
}

/// Milliseconds in reads and writes. PostgreSQL 15 and 16 print shared and local together, older versions all together; both are
/// filed under `shared`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct IoTimings {
    /// Reading shared blocks.
    pub shared_read_ms: f64,
    /// Writing shared blocks.
    pub shared_write_ms: f64,
    /// Reading local blocks.
    pub local_read_ms: f64,
    /// Writing local blocks.
    pub local_write_ms: f64,
    /// Reading temporary files.
    pub temp_read_ms: f64,
    /// Writing temporary files.
    pub temp_write_ms: f64,
}

impl BlockCounts {
    /// Blocks looked at: found or read.
    pub fn accessed(self) -> i64 {
        self.hit + self.read
    }

    fn plus(self, other: Self, sign: i64) -> Self {
        let add = |a: i64, b: i64| a.saturating_add(b.saturating_mul(sign));
        Self {
            hit: add(self.hit, other.hit),
            read: add(self.read, other.read),
            dirtied: add(self.dirtied, other.dirtied),
            written: add(self.written, other.written),
        }
    }

    fn is_negative(self) -> bool {
        [self.hit, self.read, self.dirtied, self.written]
            .iter()
            .any(|count| *count < 0)
    }

    fn set(&mut self, name: &str, count: i64) {
        match name {
            "hit" => self.hit = count,
            "read" => self.read = count,
            "dirtied" => self.dirtied = count,
            "written" => self.written = count,
            _ => {}
        }
    }
}

impl Buffers {
    /// Reads `shared hit=1 read=2, local …, temp read=5 written=6`; what is not printed is zero.
    pub fn parse(value: &str) -> Self {
        let mut buffers = Self::default();
        for group in value.split(',') {
            let mut words = group.split_whitespace();
            let counts = match words.next() {
                Some("shared") => &mut buffers.shared,
                Some("local") => &mut buffers.local,
                Some("temp") => &mut buffers.temp,
                _ => continue,
            };
            for (name, count) in words.filter_map(|word| word.split_once('=')) {
                counts.set(name, count.parse().unwrap_or(0));
            }
        }
        buffers
    }

    /// Blocks looked at in shared and local storage.
    pub fn accessed(&self) -> Total {
        Total(self.shared.accessed().saturating_add(self.local.accessed()) as f64)
    }

    /// The sum.
    pub fn plus(&self, other: &Self) -> Self {
        self.combine(other, 1)
    }

    /// The difference; parts may become negative when the counts of a plan do not fit together.
    pub fn minus(&self, other: &Self) -> Self {
        self.combine(other, -1)
    }

    /// Whether any part is below zero.
    pub fn is_negative(&self) -> bool {
        self.shared.is_negative() || self.local.is_negative() || self.temp.is_negative()
    }

    fn combine(&self, other: &Self, sign: i64) -> Self {
        Self {
            shared: self.shared.plus(other.shared, sign),
            local: self.local.plus(other.local, sign),
            temp: self.temp.plus(other.temp, sign),
        }
    }
}

impl IoTimings {
    /// Reads the three spellings: `read=1.0 write=2.0` up to 14, `shared/local read=…, temp read=…` in 15 and 16, `shared read=…,
    /// local …, temp …` since 17.
    pub fn parse(value: &str) -> Self {
        let mut timings = Self::default();
        for group in value.split(',') {
            let mut storage = "shared";
            for word in group.split_whitespace() {
                match word.split_once('=') {
                    Some((name, time)) => timings.set(storage, name, parse_decimal(time).unwrap_or(0.0)),
                    None => storage = word,
                }
            }
        }
        timings
    }

    /// All of it.
    pub fn total_ms(&self) -> Total {
        let shared = self.shared_read_ms + self.shared_write_ms;
        let local = self.local_read_ms + self.local_write_ms;
        Total(shared + local + self.temp_read_ms + self.temp_write_ms)
    }

    fn set(&mut self, storage: &str, name: &str, time: f64) {
        let place = match (storage, name) {
            ("shared" | "shared/local", "read") => &mut self.shared_read_ms,
            ("shared" | "shared/local", "write") => &mut self.shared_write_ms,
            ("local", "read") => &mut self.local_read_ms,
            ("local", "write") => &mut self.local_write_ms,
            ("temp", "read") => &mut self.temp_read_ms,
            ("temp", "write") => &mut self.temp_write_ms,
            _ => return,
        };
        *place = time;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_all_storages() {
        let buffers =
            Buffers::parse("shared hit=1 read=2 dirtied=3 written=4, local hit=5, temp read=6 written=7");
        assert_eq!(
            buffers.shared,
            BlockCounts {
                hit: 1,
                read: 2,
                dirtied: 3,
                written: 4
            }
        );
        assert_eq!(
            (buffers.local.hit, buffers.temp.read, buffers.temp.written),
            (5, 6, 7)
        );
        assert_eq!(buffers.accessed(), Total(8.0));
    }

    #[test]
    fn reads_three_spellings_of_timings() {
        assert_eq!(IoTimings::parse("read=1.5 write=2.5").total_ms(), Total(4.0));
        assert_eq!(
            IoTimings::parse("shared/local read=1.5, temp write=2.0").temp_write_ms,
            2.0
        );
        assert_eq!(
            IoTimings::parse("shared read=1.0, local write=0.5").local_write_ms,
            0.5
        );
    }
}
