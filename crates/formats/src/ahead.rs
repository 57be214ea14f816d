//! Reading ahead: a thread of its own fetches the bytes of a large file and takes their fingerprint, while those before them
//! are decoded.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use crate::fill::fill;

/// From how many bytes on a file is worth a thread.
pub(crate) const WORTH_BYTES: u64 = 8 << 20;
/// Bytes that are fetched at once.
const BLOCK_BYTES: usize = 1 << 20;
/// Blocks that wait to be decoded.
const BLOCKS_WAITING: usize = 2;

/// What a thread reads ahead. The thread ends with it, with the file, or with the first error.
pub(crate) struct ReadAhead {
    blocks: Receiver<io::Result<Block>>,
    block: Block,
    /// Blocks to be filled again.
    emptied: Sender<Block>,
}

/// Bytes that were fetched. A block is filled with zeros once, and then again and again with what is fetched.
#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
}

impl Block {
    /// Fetches as much as there is room for; at the end of the file, nothing.
    fn fill(&mut self, reader: &mut impl Read) -> io::Result<()> {
        self.bytes.resize(BLOCK_BYTES, 0);
        self.start = 0;
        let (filled, read) = fill(reader, &mut self.bytes);
        self.end = filled;
        read
    }

    fn left(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }
}

impl ReadAhead {
    pub(crate) fn of(reader: impl Read + Send + 'static) -> io::Result<Self> {
        let (sender, blocks) = sync_channel(BLOCKS_WAITING);
        let (emptied, refill) = channel();
        thread::Builder::new()
            .name("read ahead".to_owned())
            .spawn(move || fetch(reader, &sender, &refill))?;
        Ok(Self {
            blocks,
            block: Block::default(),
            emptied,
        })
    }
}

fn fetch(mut reader: impl Read, sender: &SyncSender<io::Result<Block>>, refill: &Receiver<Block>) {
    loop {
        let mut block = refill.try_recv().unwrap_or_default();
        let filled = block.fill(&mut reader);
        let ended = block.end < BLOCK_BYTES;
        if !block.left().is_empty() && sender.send(Ok(block)).is_err() {
            // The other side has read enough.
            return;
        }
        if let Err(error) = filled {
            // Nobody hears of it who has read enough.
            let _ = sender.send(Err(error));
            return;
        }
        if ended {
            return;
        }
    }
}

impl Read for ReadAhead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.block.left().read(buffer)?;
            self.block.start += count;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            match self.blocks.recv() {
                Ok(block) => {
                    let emptied = std::mem::replace(&mut self.block, block?);
                    // Nobody fills it any more when the end was fetched.
                    let _ = self.emptied.send(emptied);
                }
                Err(_) => return Ok(0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives bytes in pieces of so many, and fails after the last of them where it is to.
    struct Pieces {
        bytes: io::Cursor<Vec<u8>>,
        piece: usize,
        fails: bool,
    }

    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(self.piece);
            match self.bytes.read(&mut buffer[..most])? {
                0 if self.fails => Err(io::Error::other("the disk is gone")),
                count => Ok(count),
            }
        }
    }

    fn pieces(length: usize, piece: usize, fails: bool) -> (Vec<u8>, Pieces) {
        let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let from = Pieces {
            bytes: io::Cursor::new(bytes.clone()),
            piece,
            fails,
        };
        (bytes, from)
    }

    #[test]
    fn the_same_bytes_come_whatever_the_blocks() {
        let block = BLOCK_BYTES;
        for length in [0, 1, block - 1, block, 5 * block + 7] {
            let (bytes, from) = pieces(length, 70_000, false);
            let mut read = Vec::new();
            ReadAhead::of(from).unwrap().read_to_end(&mut read).unwrap();
            assert!(read == bytes, "{length}");
        }
    }

    #[test]
    fn an_error_comes_after_all_that_was_read() {
        let (bytes, from) = pieces(3 * BLOCK_BYTES + 5, 90_000, true);
        let mut read = Vec::new();
        let error = ReadAhead::of(from)
            .unwrap()
            .read_to_end(&mut read)
            .unwrap_err();
        assert_eq!(error.to_string(), "the disk is gone");
        assert!(read == bytes);
    }

    #[test]
    fn whoever_has_read_enough_may_go() {
        let (bytes, from) = pieces(20 * BLOCK_BYTES, 100_000, false);
        let mut ahead = ReadAhead::of(from).unwrap();
        let mut first = [0; 10];
        ahead.read_exact(&mut first).unwrap();
        assert_eq!(first, bytes[..10]);
    }
}
