//! The columns of a deal as v1 describes it, which differ from those of `deals`.

/// The columns of the deal that stands at the path given in brackets, named with the prefix; without the ids of
/// user, person and organization, which are objects in some answers and plain in others.
macro_rules! older_deal {
    ($prefix:literal, [$($at:literal),*]) => {
        &[
            column!(concat!($prefix, "title"), Text, [$($at,)* "title"], "title of the deal"),
            column!(concat!($prefix, "pipeline_id"), Int64, [$($at,)* "pipeline_id"], "pipeline the deal is in")
                .references("pipelines", "id"),
            column!(concat!($prefix, "stage_id"), Int64, [$($at,)* "stage_id"], "stage the deal is in")
                .references("stages", "id"),
            column!(concat!($prefix, "value"), Float64, [$($at,)* "value"], "value in the deal's own currency"),
            column!(concat!($prefix, "currency"), Text, [$($at,)* "currency"], "currency code of the value")
                .references("currencies", "code"),
            column!(concat!($prefix, "status"), Text, [$($at,)* "status"], "`open`, `won`, `lost` or `deleted`"),
            column!(concat!($prefix, "active"), Boolean, [$($at,)* "active"], "whether the deal is open"),
            column!(concat!($prefix, "deleted"), Boolean, [$($at,)* "deleted"], "whether the deal is deleted"),
            column!(concat!($prefix, "probability"), Float64, [$($at,)* "probability"], "chance of winning in percent"),
            column!(concat!($prefix, "add_time"), Timestamp, [$($at,)* "add_time"], "when the deal was created"),
            column!(concat!($prefix, "update_time"), Timestamp, [$($at,)* "update_time"], "when the deal last changed"),
            column!(
                concat!($prefix, "stage_change_time"), Timestamp, [$($at,)* "stage_change_time"],
                "when the deal entered its stage"
            ),
            column!(
                concat!($prefix, "close_time"), Timestamp, [$($at,)* "close_time"], "when the deal was won or lost"
            ),
            column!(concat!($prefix, "won_time"), Timestamp, [$($at,)* "won_time"], "when the deal was won"),
            column!(
                concat!($prefix, "first_won_time"), Timestamp, [$($at,)* "first_won_time"],
                "when the deal was won for the first time"
            ),
            column!(concat!($prefix, "lost_time"), Timestamp, [$($at,)* "lost_time"], "when the deal was lost"),
            column!(concat!($prefix, "lost_reason"), Text, [$($at,)* "lost_reason"], "why the deal was lost"),
            column!(
                concat!($prefix, "expected_close_date"), Date, [$($at,)* "expected_close_date"],
                "day the deal is expected to close"
            ),
            column!(
                concat!($prefix, "visible_to"), Int64, [$($at,)* "visible_to"],
                "visibility: 1 owner, 3 owner's group or company, 5 with sub-groups, 7 company"
            ),
            column!(concat!($prefix, "label"), Text, [$($at,)* "label"], "option ids of the labels, with commas"),
            column!(
                concat!($prefix, "next_activity_id"), Int64, [$($at,)* "next_activity_id"], "next planned activity"
            )
            .references("activities", "id"),
            column!(
                concat!($prefix, "next_activity_date"), Date, [$($at,)* "next_activity_date"],
                "day of the next planned activity"
            ),
            column!(
                concat!($prefix, "next_activity_time"), Text, [$($at,)* "next_activity_time"],
                "time of day of the next planned activity"
            ),
            column!(
                concat!($prefix, "last_activity_id"), Int64, [$($at,)* "last_activity_id"], "last finished activity"
            )
            .references("activities", "id"),
            column!(
                concat!($prefix, "last_activity_date"), Date, [$($at,)* "last_activity_date"],
                "day of the last finished activity"
            ),
            column!(
                concat!($prefix, "last_incoming_mail_time"), Timestamp, [$($at,)* "last_incoming_mail_time"],
                "when the last e-mail came in"
            ),
            column!(
                concat!($prefix, "last_outgoing_mail_time"), Timestamp, [$($at,)* "last_outgoing_mail_time"],
                "when the last e-mail went out"
            ),
            column!(concat!($prefix, "products_count"), Int64, [$($at,)* "products_count"], "number of products"),
            column!(concat!($prefix, "files_count"), Int64, [$($at,)* "files_count"], "number of files"),
            column!(concat!($prefix, "notes_count"), Int64, [$($at,)* "notes_count"], "number of notes"),
            column!(
                concat!($prefix, "followers_count"), Int64, [$($at,)* "followers_count"],
                "number of users who follow the deal"
            ),
            column!(
                concat!($prefix, "participants_count"), Int64, [$($at,)* "participants_count"],
                "number of persons who take part"
            ),
            column!(
                concat!($prefix, "email_messages_count"), Int64, [$($at,)* "email_messages_count"], "number of e-mails"
            ),
            column!(
                concat!($prefix, "activities_count"), Int64, [$($at,)* "activities_count"], "number of activities"
            ),
            column!(
                concat!($prefix, "done_activities_count"), Int64, [$($at,)* "done_activities_count"],
                "number of finished activities"
            ),
            column!(
                concat!($prefix, "undone_activities_count"), Int64, [$($at,)* "undone_activities_count"],
                "number of activities still to do"
            ),
        ]
    };
}
pub(super) use older_deal;
