//! What was learnt about an account from its answers and saves requests later. Nothing here decides what an answer
//! is, only how cheaply it is found; what is not known is found out again.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use pipedrive_schema::TableSpec;

use crate::cache::{self, CONFIRMED, Content, Dated};
use crate::parallel::Spread;

/// What is known, by the names of tables, their walks and columns.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    learnt: Mutex<Learnt>,
    /// One comparison of summary and list at a time, so that several queries at once do not each pay for it.
    proving: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Learnt {
    /// By table and walk.
    rows: Facts<&'static str, usize>,
    /// By table and walk.
    spreads: Facts<&'static str, Spread>,
    /// By table, walk and column.
    without_null: Facts<(&'static str, &'static str), bool>,
    summary_agrees: Option<Fact<bool>>,
}

/// Facts by the name of a table and what of it they are about.
type Facts<K, T> = HashMap<(&'static str, K), Fact<T>>;

#[derive(Clone, Debug)]
struct Fact<T> {
    value: T,
    /// When it was learnt, in milliseconds since 1970 (UTC).
    at: u64,
    /// Whether it was learnt since [`Knowledge::take_news`] was last asked.
    is_news: bool,
}

impl Knowledge {
    /// Rows of a walk, if one was ever read to its end.
    pub(crate) fn rows(&self, table: &'static str, walk: &'static str) -> Option<usize> {
        self.read(|learnt| learnt.rows.get(&(table, walk)).map(|fact| fact.value))
    }

    /// Remembers how many rows a walk has.
    pub(crate) fn learn_rows(&self, table: &'static str, walk: &'static str, rows: usize) {
        self.write(|learnt| learn(&mut learnt.rows, (table, walk), rows));
    }

    /// Where the rows of a walk were when it was last read to its end; `None` if they are few.
    pub(crate) fn spread(&self, table: &'static str, walk: &'static str) -> Option<Spread> {
        self.read(|learnt| learnt.spreads.get(&(table, walk)).map(|fact| fact.value.clone()))
    }

    /// Remembers where the rows of a walk are.
    pub(crate) fn learn_spread(&self, table: &'static str, walk: &'static str, spread: Spread) {
        self.write(|learnt| learn(&mut learnt.spreads, (table, walk), spread));
    }

    /// Whether no row of a walk has a NULL in a column that is set with the record and never emptied, whatever
    /// parameters narrow the walk, as long as it shows no deleted rows; `None` if nobody has looked yet.
    pub(crate) fn is_walk_without_null(
        &self,
        table: &'static str,
        walk: &'static str,
        column: &'static str,
    ) -> Option<bool> {
        self.read(|learnt| learnt.without_null.get(&(table, (walk, column))).map(|fact| fact.value))
    }

    /// Remembers what a look at both ends of a walk in the column's order has told.
    pub(crate) fn learn_walk_without_null(
        &self,
        table: &'static str,
        walk: &'static str,
        column: &'static str,
        without: bool,
    ) {
        self.write(|learnt| learn(&mut learnt.without_null, (table, (walk, column)), without));
    }

    /// Whether `/deals/summary` counted what the list of deals holds, when both were asked; `None` if they never were.
    pub(crate) fn summary_agrees(&self) -> Option<bool> {
        self.read(|learnt| learnt.summary_agrees.as_ref().map(|fact| fact.value))
    }

    /// Remembers that verdict.
    pub(crate) fn learn_summary_agrees(&self, agrees: bool) {
        self.write(|learnt| learnt.summary_agrees = Some(Fact::news(agrees)));
    }

    /// Waits until nobody else is comparing the summary with the list; the verdict is to be looked at again then.
    pub(crate) async fn proving(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.proving.lock().await
    }

    /// Forgets everything.
    pub(crate) fn forget(&self) {
        self.write(|learnt| *learnt = Learnt::default());
    }

    /// Takes up what earlier sessions learnt, unless this one has learnt better. Names that no table has, or not any
    /// more, are skipped.
    pub(crate) fn adopt(&self, kept: Content) {
        self.write(|learnt| {
            adopt(&mut learnt.rows, kept.rows, walk);
            adopt(&mut learnt.spreads, kept.spreads, walk);
            adopt(&mut learnt.without_null, kept.without_null, |table, name| {
                let (of, name) = name.split_once('.')?;
                let column = table.columns.iter().map(|column| column.name).find(|column| *column == name)?;
                Some((walk(table, of)?, column))
            });
            learnt.summary_agrees = learnt.summary_agrees.take().or(kept.summary_agrees.map(Fact::from));
        });
    }

    /// What was learnt since this was last asked.
    pub(crate) fn take_news(&self) -> Content {
        self.write(|learnt| Content {
            rows: news(&mut learnt.rows, str::to_owned),
            spreads: news(&mut learnt.spreads, str::to_owned),
            without_null: news(&mut learnt.without_null, |(walk, column)| format!("{walk}.{column}")),
            summary_agrees: learnt.summary_agrees.as_mut().and_then(Fact::take_news),
            ..Content::default()
        })
    }

    fn read<T>(&self, look: impl FnOnce(&Learnt) -> T) -> T {
        look(&self.learnt.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Learnt) -> T) -> T {
        change(&mut self.learnt.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T: Clone> Fact<T> {
    fn news(value: T) -> Self {
        Self { value, at: cache::now(), is_news: true }
    }

    fn take_news(&mut self) -> Option<Dated<T>> {
        std::mem::take(&mut self.is_news).then(|| Dated { at: self.at, value: self.value.clone() })
    }
}

impl<T> From<Dated<T>> for Fact<T> {
    fn from(kept: Dated<T>) -> Self {
        Self { value: kept.value, at: kept.at, is_news: false }
    }
}

fn walk(table: &'static TableSpec, name: &str) -> Option<&'static str> {
    table.walks.iter().map(|walk| walk.name).find(|walk| *walk == name)
}

fn learn<K: Eq + Hash, T: Clone + PartialEq>(facts: &mut Facts<K, T>, key: (&'static str, K), value: T) {
    let fact = Fact::news(value);
    let is_known = |known: &Fact<T>| known.value == fact.value && fact.at.abs_diff(known.at) < CONFIRMED;
    if !facts.get(&key).is_some_and(is_known) {
        facts.insert(key, fact);
    }
}

fn news<K: Copy, T: Clone>(facts: &mut Facts<K, T>, name: impl Fn(K) -> String) -> cache::Facts<T> {
    let mut news = cache::Facts::new();
    for ((table, of), fact) in facts {
        if let Some(fact) = fact.take_news() {
            news.entry((*table).to_owned()).or_default().insert(name(*of), fact);
        }
    }
    news
}

fn adopt<K: Eq + Hash, T>(
    facts: &mut Facts<K, T>,
    kept: cache::Facts<T>,
    named: impl Fn(&'static TableSpec, &str) -> Option<K>,
) {
    for (table, kept) in kept {
        let Some(table) = pipedrive_schema::table(&table) else { continue };
        for (name, fact) in kept {
            if let Some(name) = named(table, &name) {
                facts.entry((table.name, name)).or_insert(fact.into());
            }
        }
    }
}
