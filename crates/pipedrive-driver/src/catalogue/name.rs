//! Names as programs ask for them: any, one, or those like a pattern.

/// Which names are meant. Upper and lower case are the same, as in SQL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Name {
    /// All.
    #[default]
    Any,
    /// This one.
    Exact(String),
    /// Those like a pattern of SQL: `%` is any text, `_` one character, and `\` takes what follows as it stands.
    Pattern(String),
}

/// One part of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Text,
    One,
    This(char),
}

impl Name {
    /// Whether a name is meant.
    pub fn matches(&self, name: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => folded(exact).eq(folded(name)),
            Self::Pattern(pattern) => is_like(&folded(name).collect::<Vec<_>>(), &parts(pattern)),
        }
    }

    /// Whether every name is meant.
    pub(crate) fn is_any(&self) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(_) => false,
            Self::Pattern(pattern) => !pattern.is_empty() && pattern.chars().all(|c| c == '%'),
        }
    }
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

fn parts(pattern: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut letters = folded(pattern);
    while let Some(letter) = letters.next() {
        parts.push(match letter {
            '%' => Part::Text,
            '_' => Part::One,
            // At the end it stands for itself.
            '\\' => Part::This(letters.next().unwrap_or('\\')),
            letter => Part::This(letter),
        });
    }
    parts
}

/// In time proportional to both lengths: only the last `%` is ever taken back.
fn is_like(name: &[char], parts: &[Part]) -> bool {
    let (mut n, mut p) = (0, 0);
    // The last `%`, and where what it stands for ends.
    let mut last: Option<(usize, usize)> = None;
    while n < name.len() {
        match parts.get(p) {
            Some(Part::Text) => {
                last = Some((p, n));
                p += 1;
            }
            Some(part) if *part == Part::One || *part == Part::This(name[n]) => {
                n += 1;
                p += 1;
            }
            _ => {
                let Some((at, end)) = last else { return false };
                last = Some((at, end + 1));
                n = end + 1;
                p = at + 1;
            }
        }
    }
    parts[p..].iter().all(|part| *part == Part::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_those_of_sql_do() {
        let check = |name: &str, pattern: &str, expect: bool| {
            assert_eq!(Name::Pattern(pattern.to_owned()).matches(name), expect, "{name} like {pattern}");
        };
        check("deals", "deals", true);
        check("deals", "DEALS", true);
        check("deals", "deal", false);
        check("deals", "%", true);
        check("", "%", true);
        check("", "", true);
        check("deals", "", false);
        check("deals", "d%", true);
        check("deals", "%s%", true);
        check("deals", "_eals", true);
        check("deals", "deals_", false);
        check("deal_products", "deal\\_%", true);
        check("dealproducts", "deal\\_%", false);
        check("deal_products", "deal_products", true);
        check("dealxproducts", "deal_products", true);
        check("dealxproducts", "deal\\_products", false);
        check("100%", "100\\%", true);
        check("1000", "100\\%", false);
        check("a\\b", "a\\\\b", true);
        check("a\\", "a\\", true);
        check("straße", "STRA_E", true);
        check("deal_fields_fields", "%fields", true);
        check(&"a".repeat(5000), &format!("{}b", "a%".repeat(200)), false);
    }

    #[test]
    fn exact_names_have_no_wildcards() {
        let check = |exact: &str, name, expect| assert_eq!(Name::Exact(exact.to_owned()).matches(name), expect);
        check("Deals", "deals", true);
        check("deal%", "deals", false);
        check("", "deals", false);
    }

    #[test]
    fn only_percent_signs_mean_any() {
        let check = |pattern: &str, expect| assert_eq!(Name::Pattern(pattern.to_owned()).is_any(), expect);
        check("%", true);
        check("%%", true);
        check("", false);
        check("%_", false);
        assert!(Name::Any.is_any() && !Name::Exact("%".to_owned()).is_any());
    }
}
