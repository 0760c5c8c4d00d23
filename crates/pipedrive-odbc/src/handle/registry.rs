//! The registry: tokens that name a slot and the use of that slot, so that a freed handle is told from the next one there.

use std::sync::{Arc, PoisonError, RwLock};

use super::{Connection, Descriptor, Environment, Statement};
use crate::abi::Handle;
use crate::diag::Diagnostics;

/// What a handle stands for.
#[derive(Clone)]
pub(crate) enum Object {
    Environment(Arc<Environment>),
    Connection(Arc<Connection>),
    Statement(Arc<Statement>),
    Descriptor(Arc<Descriptor>),
}

/// A kind of object that handles stand for.
pub(crate) trait Registered: Sized {
    /// The object, if it is of this kind.
    fn of(object: Object) -> Option<Arc<Self>>;

    /// What its last call had to say.
    fn diagnostics(&self) -> &std::sync::Mutex<Diagnostics>;
}

struct Slot {
    /// How often the slot was used; part of the token.
    used: usize,
    object: Option<Object>,
}

static SLOTS: RwLock<Vec<Slot>> = RwLock::new(Vec::new());

/// Half of the bits of a token name the slot, from 1, so that no token is null.
const HALF: u32 = usize::BITS / 2;

fn token(slot: usize, used: usize) -> Handle {
    std::ptr::without_provenance_mut((used << HALF) | (slot + 1))
}

fn place(handle: Handle) -> Option<(usize, usize)> {
    let number = handle.addr();
    Some(((number & ((1 << HALF) - 1)).checked_sub(1)?, number >> HALF))
}

/// Keeps an object and gives it a token.
pub(crate) fn insert(object: Object) -> Handle {
    let mut slots = SLOTS.write().unwrap_or_else(PoisonError::into_inner);
    let slot = slots.iter().position(|slot| slot.object.is_none()).unwrap_or_else(|| {
        slots.push(Slot { used: 0, object: None });
        slots.len() - 1
    });
    let entry = &mut slots[slot];
    entry.used = (entry.used + 1) & ((1 << HALF) - 1);
    entry.object = Some(object);
    token(slot, entry.used)
}

/// What a token stands for; nothing for one that was never given out or is freed.
pub(crate) fn find<T: Registered>(handle: Handle) -> Option<Arc<T>> {
    let (slot, used) = place(handle)?;
    let slots = SLOTS.read().unwrap_or_else(PoisonError::into_inner);
    let entry = slots.get(slot).filter(|entry| entry.used == used)?;
    T::of(entry.object.clone()?)
}

/// Frees a token and returns what it stood for.
pub(crate) fn remove<T: Registered>(handle: Handle) -> Option<Arc<T>> {
    let (slot, used) = place(handle)?;
    let mut slots = SLOTS.write().unwrap_or_else(PoisonError::into_inner);
    let entry = slots.get_mut(slot).filter(|entry| entry.used == used)?;
    let object = T::of(entry.object.clone()?)?;
    entry.object = None;
    Some(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_freed_token_stands_for_nothing_even_when_its_slot_is_used_again() {
        let first = insert(Object::Environment(Arc::default()));
        assert!(find::<Environment>(first).is_some() && find::<Connection>(first).is_none());
        assert!(remove::<Connection>(first).is_none() && remove::<Environment>(first).is_some());
        let others: Vec<Handle> = (0..4).map(|_| insert(Object::Environment(Arc::default()))).collect();
        assert!(find::<Environment>(first).is_none() && remove::<Environment>(first).is_none());
        assert!(!others.contains(&first));
        for handle in others {
            drop(remove::<Environment>(handle));
        }
    }

    #[test]
    fn what_was_never_given_out_stands_for_nothing() {
        for number in [0, 1, 0xDEAD_BEEF, usize::MAX] {
            assert!(find::<Statement>(std::ptr::without_provenance_mut(number)).is_none());
        }
    }
}
