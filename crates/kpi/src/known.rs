//! What of the charter's words a viewer may know: feeds, columns, texts.

use std::collections::BTreeMap;

use access::{Discretion, Viewer};
use charter::Charter;
use charter::canonical::ColumnUse;
use charter::feed::Feed;
use charter::view::TableView;

use crate::catalog::Catalog;

/// The charter as one viewer may know it, with the names that must not be read.
pub(crate) struct Known<'a> {
    pub catalog: Catalog<'a>,
    pub discretion: Discretion,
}

impl<'a> Known<'a> {
    pub(crate) fn of(charter: &'a Charter, viewer: &'a Viewer) -> Self {
        Self {
            catalog: Catalog { charter, viewer },
            discretion: Discretion::of(charter, viewer),
        }
    }

    /// Whether the viewer may know of a feed: not of another party's, nor of one that names another party.
    pub(crate) fn knows_feed(&self, feed: &Feed) -> bool {
        let viewer = self.catalog.viewer;
        feed.party().is_none_or(|party| viewer.knows_party(party))
            && !self.discretion.holds_hidden(&feed.feed)
            && !self.discretion.names_hidden(&feed.title)
    }

    /// Whether the viewer may read an expression of a feed.
    pub(crate) fn reads_of(&self, feed: &str, expression: &str) -> bool {
        let feed = self.catalog.charter.feeds.get(feed);
        feed.is_some_and(|feed| self.knows_feed(feed)) && !self.discretion.holds_hidden(expression)
    }

    /// The feeds that the viewer may know of, by name.
    pub(crate) fn feeds(&self) -> impl Iterator<Item = &'a Feed> {
        let feeds = self.catalog.charter.feeds.values();
        feeds.filter(|feed| self.knows_feed(feed))
    }

    /// Whether the viewer may know of a column: customers are counted by everybody, and shown to nobody.
    pub(crate) fn may_see(&self, table: &TableView, column: &str) -> bool {
        let viewer = self.catalog.viewer;
        table.column(column).is_some_and(|column| {
            (column.use_ == ColumnUse::Customer || viewer.may_read(column.use_))
                && !(column.added && self.discretion.holds_hidden(&column.name))
        })
    }

    /// The table of that name, if the viewer may know of it: not one that the charter added under a hidden name.
    pub(crate) fn table(&self, name: &str) -> Option<TableView> {
        let is_shipped = charter::canonical::table(name).is_some();
        let table = self.catalog.charter.table(name)?;
        (is_shipped || !self.discretion.holds_hidden(name)).then_some(table)
    }

    /// The tables that the viewer may know of: the canonical ones in their order, then the added ones.
    pub(crate) fn tables(&self) -> Vec<TableView> {
        let names = self.catalog.charter.table_names().into_iter();
        names.filter_map(|name| self.table(name)).collect()
    }

    /// Whether a target's scope names nothing but what the viewer may know of.
    pub(crate) fn knows_scope(&self, scope: &BTreeMap<String, String>) -> bool {
        let viewer = self.catalog.viewer;
        let taxonomy = &self.catalog.charter.taxonomy;
        scope.iter().all(|(dimension, value)| {
            let site = match dimension.as_str() {
                "party" => return viewer.knows_party(value),
                "site" => Some(value),
                "team" => taxonomy
                    .teams
                    .iter()
                    .find(|team| team.team == *value)
                    .map(|team| &team.site),
                _ => return true,
            };
            let mut sites = taxonomy.sites.iter();
            sites.any(|known| Some(&known.site) == site && viewer.knows_party(&known.party))
        })
    }
}
