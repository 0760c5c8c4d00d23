//! What else is known of a deal: why it was lost, where it came from, what it brings in regularly.

use super::names::LOST_REASONS;
use super::{Account, Deal, Table};

/// The parts of a deal that only its rows show.
pub(crate) struct DealDetails {
    pub(crate) lost_reason: Option<String>,
    /// 1, 3 or 7: the owner and followers, the company.
    pub(crate) visible_to: u32,
    pub(crate) origin: String,
    pub(crate) channel: Option<u32>,
    pub(crate) channel_id: Option<String>,
    /// What it brings in a month, in its currency.
    pub(crate) monthly: Option<f64>,
}

/// What is drawn for a deal's details.
enum Of {
    LostReason,
    VisibleTo,
    Origin,
    Channel,
    ChannelName,
    Recurring,
}

impl DealDetails {
    /// The details of a deal.
    pub(crate) fn of(account: &Account, deal: &Deal) -> Self {
        let draw = account.draw(Table::Deals, deal.id).within(40_000);
        let origins = [(60, "ManuallyCreated"), (20, "API"), (12, "Import"), (8, "WebForm")];
        let channel = draw.sometimes(Of::Channel as u32, 20).map(|d| d.between(0, 51, 53));
        let is_named = channel.is_some() && draw.percent(Of::ChannelName as u32, 50);
        let mut details = Self {
            lost_reason: deal
                .lost_time
                .and_then(|_| draw.sometimes(Of::LostReason as u32, 75))
                .map(|d| d.pick(0, &LOST_REASONS).to_owned()),
            visible_to: draw.weighted(Of::VisibleTo as u32, &[(80, 3), (12, 7), (8, 1)]),
            origin: draw.weighted(Of::Origin as u32, &origins).to_owned(),
            channel,
            channel_id: is_named.then(|| "Jun23 Billboards".to_owned()),
            monthly: draw.sometimes(Of::Recurring as u32, 20).map(|d| f64::from(d.between(0, 10, 900))),
        };
        if let Some(written) = account.written(Table::Deals, deal.id) {
            written.put("lost_reason", &mut details.lost_reason);
            written.put("visible_to", &mut details.visible_to);
            written.put("origin", &mut details.origin);
            written.put("channel", &mut details.channel);
            written.put("channel_id", &mut details.channel_id);
        }
        details
    }
}
