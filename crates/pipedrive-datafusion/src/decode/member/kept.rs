//! Reading objects without the members that nobody needs as text: most of a page is in typed columns already.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Known, Object};

/// The members of the object before, in their order, and whether they are kept. The objects of a list are alike, so that
/// most members need no look at what is known.
pub(super) type Order<'de> = Vec<(Cow<'de, str>, bool)>;

/// The rows of a list.
pub(super) struct KeptRows<'k>(pub(super) &'k Known);

/// The members of an object that are unknown, hold something unknown perhaps, or are a column's text.
pub(super) struct KeptMembers<'k, 'de> {
    known: &'k Known,
    order: &'k mut Order<'de>,
}

impl<'k, 'de> KeptMembers<'k, 'de> {
    pub(super) fn of(known: &'k Known, order: &'k mut Order<'de>) -> Self {
        Self { known, order }
    }

    /// Whether the text of the member at that place of the object is needed, if it is the one that the object before had.
    fn kept_before(&self, place: usize, name: &str) -> Option<bool> {
        let (before, keeps) = self.order.get(place)?;
        (before == name).then_some(*keeps)
    }

    /// Whether the text of the member of that name is needed, which is noted for the next object.
    fn keeps(&mut self, place: usize, name: Cow<'de, str>) -> bool {
        let keeps = self.known.keeps(&name);
        self.order.truncate(place);
        self.order.push((name, keeps));
        keeps
    }
}

/// A member's name, borrowed where it holds no escapes.
struct Name;

impl Known {
    /// Whether the text of the member of that name is needed.
    fn keeps(&self, name: &str) -> bool {
        self.below.get(name).is_none_or(|known| known.is_raw || !known.below.is_empty())
    }
}

impl<'de> DeserializeSeed<'de> for KeptRows<'_> {
    type Value = Vec<Object<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for KeptRows<'_> {
    type Value = Vec<Object<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let (mut rows, mut order) = (Vec::new(), Order::new());
        while let Some(row) = list.next_element_seed(KeptMembers::of(self.0, &mut order))? {
            rows.push(row);
        }
        Ok(rows)
    }
}

impl<'de> DeserializeSeed<'de> for KeptMembers<'_, 'de> {
    type Value = Object<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for KeptMembers<'_, 'de> {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        let (mut kept, mut place) = (Object::new(), 0);
        while let Some(name) = members.next_key_seed(Name)? {
            let before = self.kept_before(place, &name);
            if before.unwrap_or_else(|| self.keeps(place, name.clone())) {
                kept.insert(name, members.next_value()?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
            place += 1;
        }
        Ok(kept)
    }
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}
