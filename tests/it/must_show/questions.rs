//! The questions, and the most that each may cost.

use super::figures::Figures;

/// Which rows are right.
#[derive(Clone, Copy)]
pub(super) enum Rows {
    /// All of them, in any order.
    All,
    /// All of them, in the order of the query.
    Ordered,
    /// As many different deals as the query asks for.
    AnyDeals,
}

/// A query and the most that it may cost.
pub(super) struct Question {
    pub(super) sql: String,
    pub(super) requests: usize,
    pub(super) tokens: u32,
    pub(super) rows: Rows,
}

impl Question {
    /// One whose requests and tokens are known beforehand.
    fn fixed(sql: impl Into<String>, requests: usize, tokens: u32) -> Self {
        Self { sql: sql.into(), requests, tokens, rows: Rows::All }
    }

    /// One whose requests cost ten tokens each.
    fn listed(sql: String, requests: usize) -> Self {
        Self::fixed(sql, requests, u32::try_from(requests).unwrap() * 10)
    }
}

/// Ids as a list in SQL.
pub(super) fn list(ids: &[u32]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// All questions.
pub(super) fn questions(figures: &Figures) -> Vec<Question> {
    let (stage, month) = (figures.stage, &figures.month);
    let open = &figures.open;
    let joined = open.pages() + open.persons.div_ceil(100) + open.organizations.div_ceil(100);
    let archived = &figures.open_archived;
    let both = open.pages()
        + archived.pages()
        + figures.open_everywhere.persons.div_ceil(100)
        + figures.open_everywhere.organizations.div_ceil(100);
    let won = &figures.won;
    let some = Figures::any_ids(250);
    let elsewhere = figures.not_active(&some).div_ceil(100);
    vec![
        Question::fixed("SELECT title FROM deals WHERE id = 7", 1, 1),
        Question::fixed(format!("SELECT title FROM deals WHERE id IN ({})", list(&Figures::any_ids(5))), 5, 5),
        Question::fixed(format!("SELECT title FROM deals WHERE id IN ({})", list(&figures.active_ids(250))), 3, 30),
        // Where some are archived, those are asked for once more, for twice as much.
        Question::fixed(
            format!("SELECT title FROM deals WHERE id IN ({})", list(&some)),
            3 + elsewhere,
            u32::try_from(3 + 2 * elsewhere).unwrap() * 10,
        ),
        Question { rows: Rows::AnyDeals, ..Question::fixed("SELECT * FROM deals LIMIT 10", 1, 10) },
        Question {
            rows: Rows::Ordered,
            ..Question::fixed("SELECT * FROM deals WHERE NOT is_archived ORDER BY update_time DESC LIMIT 10", 1, 10)
        },
        Question::fixed(
            "SELECT count(*), sum(value) FROM deals WHERE status='won' AND NOT is_archived AND currency='EUR'",
            1,
            40,
        ),
        Question::fixed("SELECT max(update_time) FROM persons", 1, 10),
        Question::listed(
            format!(
                "SELECT d.title, p.name, o.name AS organization FROM deals d JOIN persons p ON p.id = d.person_id \
                 JOIN organizations o ON o.id = d.org_id \
                 WHERE d.stage_id = {stage} AND d.status = 'open' AND NOT d.is_archived"
            ),
            joined,
        ),
        Question::listed(
            format!(
                "SELECT d.title, p.name, o.name AS organization FROM deals d LEFT JOIN persons p ON p.id = d.person_id \
                 LEFT JOIN organizations o ON o.id = d.org_id \
                 WHERE d.stage_id = {stage} AND d.status = 'open' AND NOT d.is_archived"
            ),
            joined,
        ),
        // A page of archived deals costs twice as much.
        Question::fixed(
            format!(
                "SELECT d.title, p.name, o.name AS organization FROM organizations o JOIN deals d ON o.id = d.org_id \
                 JOIN persons p ON p.id = d.person_id WHERE d.stage_id = {stage} AND d.status = 'open'"
            ),
            both,
            u32::try_from(both + archived.pages()).unwrap() * 10,
        ),
        Question::fixed(
            format!(
                "SELECT p.id, p.name FROM persons p WHERE EXISTS (SELECT 1 FROM deals d WHERE d.person_id = p.id \
                 AND d.status = 'won' AND d.won_time >= '{month}' AND d.update_time >= '{month}')"
            ),
            won.requests(),
            won.tokens(),
        ),
        Question::listed(
            format!(
                "SELECT d.title, x.name, x.quantity FROM deals d JOIN deal_products x ON x.deal_id = d.id \
                 WHERE d.stage_id = {stage} AND NOT d.is_archived"
            ),
            figures.of_stage.pages() + figures.of_stage.deals.div_ceil(100),
        ),
    ]
}
