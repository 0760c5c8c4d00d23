//! The bytes of the file.
//!
//! Little-endian words of 8 bytes, so that a file is read and written in one piece:
//!
//! | Word | Content |
//! |---|---|
//! | 0 | `pdsql-1\n`, the format |
//! | 1 | checksum of all words after this one |
//! | 2, 3 | burst limit, and when it was told |
//! | 4 | end of the pause after a 429 |
//! | 5 | end of a block |
//! | 6, 7, 8 | when the daily budget was told, what was left of it, and its size |
//! | 9 | number of requests |
//! | 10, 11 … | two words a request: its process, and when it leaves the window |
//!
//! What follows the last request is left over from when there were more of them.

use crate::shared::{Board, Budgeted, Sent};

const FORMAT: u64 = u64::from_le_bytes(*b"pdsql-1\n");

/// Words before the requests.
const HEAD: usize = 10;

/// Most requests in the file; four times those of the largest plan.
const MOST_SENT: usize = 2_048;

/// Most bytes there can be.
pub(super) const LARGEST: u64 = 8 * (HEAD as u64 + 2 * MOST_SENT as u64);

/// What the bytes say; `None` if they are damaged, or of another format.
pub(super) fn read(bytes: &[u8]) -> Option<Board> {
    let words: Vec<u64> = bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word)).collect();
    let count = usize::try_from(*words.get(HEAD - 1)?).ok().filter(|count| *count <= MOST_SENT)?;
    let words = words.get(..HEAD + 2 * count)?;
    if words[0] != FORMAT || words[1] != checksum(&words[2..]) {
        return None;
    }
    let sent = words[HEAD..].as_chunks::<2>().0.iter().map(|[owner, leaves]| Sent { owner: *owner, leaves: *leaves });
    Some(Board {
        limit: words[2],
        limit_at: words[3],
        paused_until: words[4],
        blocked_until: words[5],
        budget: Budgeted { at: words[6], remaining: words[7], limit: words[8] },
        sent: sent.collect(),
    })
}

/// Replaces `bytes` by those of the board. Of too many requests, those written last count.
pub(super) fn write(board: &Board, bytes: &mut Vec<u8>) {
    let sent = &board.sent[board.sent.len().saturating_sub(MOST_SENT)..];
    let Board { limit, limit_at, paused_until, blocked_until, budget, .. } = board;
    let count = u64::try_from(sent.len()).unwrap_or_default();
    let mut words = Vec::with_capacity(HEAD + 2 * sent.len());
    words.extend([FORMAT, 0, *limit, *limit_at, *paused_until, *blocked_until]);
    words.extend([budget.at, budget.remaining, budget.limit, count]);
    words.extend(sent.iter().flat_map(|sent| [sent.owner, sent.leaves]));
    words[1] = checksum(&words[2..]);
    bytes.clear();
    bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
}

/// Tells a half-written file from a whole one; nobody has to be kept from forging it.
fn checksum(words: &[u64]) -> u64 {
    words.iter().fold(FORMAT, |sum, word| (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(requests: u64) -> Board {
        Board {
            limit: 40,
            limit_at: 1,
            paused_until: 2,
            blocked_until: 3,
            budget: Budgeted { at: 4, remaining: 5, limit: 6 },
            sent: (0..requests).map(|number| Sent { owner: 7, leaves: number }).collect(),
        }
    }

    fn bytes(requests: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&board(requests), &mut bytes);
        bytes
    }

    #[test]
    fn what_is_written_is_read() {
        for requests in [0, 1, 480, 2_048] {
            assert_eq!(read(&bytes(requests)), Some(board(requests)), "{requests}");
        }
        let mut longer = bytes(1);
        longer.extend([0xff; 40]);
        assert_eq!(read(&longer), Some(board(1)), "what is left over is not looked at");
        assert!(u64::try_from(bytes(2_048).len()).unwrap() == LARGEST);
    }

    #[test]
    fn the_last_of_too_many_requests_stay() {
        let board = read(&bytes(2_050)).unwrap();
        assert_eq!((board.sent.len(), board.sent[0].leaves), (2_048, 2));
    }

    #[test]
    fn damage_is_noticed() {
        let whole = bytes(3);
        for cut in 0..whole.len() {
            assert_eq!(read(&whole[..cut]), None, "cut at {cut}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            assert_eq!(read(&damaged), None, "damaged at {at}");
        }
        assert_eq!(read(&[0xff; 4_000]), None);
    }
}
