//! What comes in: records that are new, later versions, repetitions, and rows that are no records.

use super::chance::Chance;

/// What is handed in together.
pub struct Packet {
    /// Under which it may be sent again.
    pub key: String,
    /// One JSON object a line.
    pub text: String,
    pub rows: u64,
}

/// An operation that goes on.
pub struct Course {
    packets: u32,
    /// The newest version of every record so far.
    records: Vec<u32>,
}

impl Course {
    pub fn new() -> Self {
        Self {
            packets: 0,
            records: Vec::new(),
        }
    }

    pub fn packet(&mut self, chance: &mut Chance) -> Packet {
        self.packets += 1;
        let rows = 1 + chance.below(30);
        let mut text = String::new();
        for _ in 0..rows {
            let earlier = !self.records.is_empty() && chance.once_in(3);
            let id = if earlier {
                chance.below(self.records.len())
            } else {
                self.records.push(0);
                self.records.len() - 1
            };
            // The same version again, or an earlier one, now and then.
            if chance.once_in(2) {
                self.records[id] += 1;
            }
            let rev = self.records[id];
            let wait = if chance.once_in(12) {
                "\"long\"".to_owned()
            } else {
                // Another value for every version, so that no sum is right by accident.
                ((id * 37 + usize::try_from(rev).unwrap() * 101) % 9_973).to_string()
            };
            let party = if id % 3 == 0 { "birch" } else { "alder" };
            let (day, minute) = (id % 27 + 1, id % 60);
            text.push_str(&format!(
                r#"{{"id":"c{id}","rev":{rev},"party":"{party}","agent":"c{id}","who":"w{}","topic":"t{}","opened":"2026-03-{day:02} 10:{minute:02}","wait":{wait}}}"#,
                id % 40,
                id % 5,
            ));
            text.push('\n');
        }
        Packet {
            key: format!("p{}", self.packets),
            text,
            rows: u64::try_from(rows).unwrap(),
        }
    }
}
