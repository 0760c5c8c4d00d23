//! Children as they come: parents in batches, several requests at once, rows in the order of the parents.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::error::{DataFusionError, Result};
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use pipedrive_schema::Origin;

use super::{Children, Key, Keys, MAX_JOINED_PARENTS, joined};
use crate::decode::{PageDecoder, WalkFacts};
use crate::request::{ScanRequest, Walk};
use crate::stream::{Batches, ScanMetrics, ScanStream};

type Parents = BoxStream<'static, Result<Key>>;

impl ScanStream {
    /// The children of all parents the scan is about.
    ///
    /// Nothing is sent before the first poll. Then the first pages of several parents are fetched at once, and further
    /// pages one after the other; under a limit it is one request at a time, so that none is sent in vain.
    pub(crate) fn children(self, children: Children, metrics: &ScanMetrics) -> Batches {
        let width = self.width();
        let batch = children.batch();
        let children = Arc::new(children);
        let parents = {
            let (this, children, metrics) = (self.clone(), Arc::clone(&children), metrics.clone());
            stream::once(async move { this.parents(&children, &metrics) }).try_flatten()
        };
        let metrics = metrics.clone();
        let open = move |keys: Result<Vec<Key>>| {
            let this = self.clone();
            let (children, metrics) = (Arc::clone(&children), metrics.clone());
            async move {
                let mut batches = this.children_of(&children, keys?, &metrics);
                // The first page is fetched beside those of other parents, the others once their turn has come.
                let first = batches.try_next().await?;
                Ok::<Batches, DataFusionError>(stream::iter(first.map(Ok)).chain(batches).boxed())
            }
        };
        parents.try_chunks(batch).map_err(|error| error.1).map(open).buffered(width).try_flatten().boxed()
    }

    /// The keys to ask for, as far as they are known by now.
    ///
    /// # Errors
    /// If there are more of them than may take a request each.
    fn parents(&self, children: &Children, metrics: &ScanMetrics) -> Result<Parents> {
        let joined = self.joined(children)?;
        let keys = match (&children.keys, joined) {
            (Keys::Listed(keys), None) => keys.clone(),
            (Keys::Listed(keys), Some(joined)) => {
                let joined: HashSet<Key> = joined.into_iter().collect();
                keys.iter().filter(|key| joined.contains(key)).cloned().collect()
            }
            (Keys::Parents(_), Some(joined)) => {
                let refused =
                    self.request.fan_out().filter(|_| !self.allow_fan_out && joined.len() > MAX_JOINED_PARENTS);
                if let Some(fan_out) = refused {
                    let cost = children.walks.iter().map(|walk| walk.spec.route.cost).sum();
                    return Err(fan_out.refusal_of_joined(joined.len(), cost, self.scope.counts().tokens).into());
                }
                joined
            }
            (Keys::Parents(parents), None) => {
                if let Some(fan_out) = self.request.fan_out().filter(|_| !self.allow_fan_out) {
                    return Err(fan_out.refusal().into());
                }
                return self.every_parent(parents, metrics);
            }
        };
        Ok(stream::iter(keys.into_iter().map(Ok)).boxed())
    }

    /// The keys that the other sides of joins leave; `None` if no join says.
    fn joined(&self, children: &Children) -> Result<Option<Vec<Key>>> {
        let spec = self.request.layout.spec;
        let Some(column) = self.request.position_of(children.parent.column) else { return Ok(None) };
        let mut fewest: Option<Vec<Key>> = None;
        for filter in &self.narrowing {
            let Some(values) = joined::values(filter, column)? else { continue };
            let Some(keys) = Key::all(spec, &values) else { continue };
            if fewest.as_ref().is_none_or(|fewest| keys.len() < fewest.len()) {
                fewest = Some(keys);
            }
        }
        Ok(fewest)
    }

    /// The keys of all parents, page by page.
    fn every_parent(&self, parents: &ScanRequest, metrics: &ScanMetrics) -> Result<Parents> {
        let layout = Arc::clone(&parents.layout);
        // Only a primary key comes once, also that of a parent which goes from one list to another meanwhile.
        let repeats = layout.spec.primary_key != parents.column_names().first().copied();
        let scan = Self {
            account: Arc::clone(&self.account),
            decoder: Arc::new(PageDecoder::new(layout, &parents.projection)?),
            request: parents.clone(),
            facts: WalkFacts::default(),
            scope: Arc::clone(&self.scope),
            narrowing: Vec::new(),
            allow_fan_out: self.allow_fan_out,
            read_to_end: self.read_to_end,
            pool: Arc::clone(&self.pool),
        };
        let keys = scan.batches(metrics).and_then(|batch| async move { Key::column(batch.column(0)) });
        let keys = keys.map_ok(|keys| stream::iter(keys.into_iter().map(Ok))).try_flatten();
        if !repeats {
            return Ok(keys.boxed());
        }
        let mut seen = HashSet::new();
        let fresh = move |key: &Key| {
            let fresh = seen.insert(key.clone());
            async move { fresh }
        };
        Ok(keys.try_filter(fresh).boxed())
    }

    /// The children of those parents, walk by walk.
    fn children_of(&self, children: &Children, keys: Vec<Key>, metrics: &ScanMetrics) -> Batches {
        // Among others a key that no record can have would make the API refuse them all.
        let (alone, together): (Vec<Key>, Vec<Key>) = keys.into_iter().partition(Key::is_beyond);
        let mut groups: Vec<Vec<Key>> = alone.into_iter().map(|key| vec![key]).collect();
        if !together.is_empty() {
            groups.insert(0, together);
        }
        let walks: Vec<Batches> = groups
            .iter()
            .flat_map(|keys| children.walks.iter().map(|walk| self.one_walk(children, walk, keys, metrics)))
            .collect();
        stream::iter(walks).flatten().boxed()
    }

    fn one_walk(&self, children: &Children, walk: &Walk, keys: &[Key], metrics: &ScanMetrics) -> Batches {
        let mut facts = self.facts_of(walk);
        let spec = self.request.layout.spec;
        let told = spec.column(children.parent.column).is_none_or(|column| column.origin != Origin::Parent);
        let one = if let [key] = keys { Some(key) } else { None };
        facts.values.extend(one.filter(|_| !told).map(|key| (children.parent.column.to_owned(), key.value())));
        let request = self.request.child_request(children, walk, keys);
        self.clone().pages(request, walk.clone(), facts, one.map(Key::text), metrics.clone())
    }
}
