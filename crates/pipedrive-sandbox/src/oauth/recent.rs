//! A store of short-lived values that cannot grow without bound.

use std::collections::VecDeque;

/// Values by their unguessable keys; beyond a thousand the oldest are forgotten.
#[derive(Debug)]
pub(super) struct Recent<T> {
    entries: VecDeque<(String, T)>,
}

impl<T> Recent<T> {
    const CAPACITY: usize = 1000;

    pub(super) fn insert(&mut self, key: String, value: T) {
        if self.entries.len() == Self::CAPACITY {
            self.entries.pop_front();
        }
        self.entries.push_back((key, value));
    }

    pub(super) fn get(&self, key: &str) -> Option<&T> {
        self.entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub(super) fn take(&mut self, key: &str) -> Option<T> {
        let at = self.entries.iter().position(|(known, _)| known == key)?;
        self.entries.remove(at).map(|(_, value)| value)
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self { entries: VecDeque::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room_and_what_is_taken_is_gone() {
        let mut recent = Recent::default();
        for n in 0..=Recent::<usize>::CAPACITY {
            recent.insert(n.to_string(), n);
        }
        assert_eq!((recent.get("0"), recent.get("1"), recent.get("1000")), (None, Some(&1), Some(&1000)));
        assert_eq!((recent.take("7"), recent.take("7")), (Some(7), None));
        recent.clear();
        assert_eq!(recent.get("1"), None);
    }
}
