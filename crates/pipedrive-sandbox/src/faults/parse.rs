//! Fault plans as text: `deals:429*3,persons:truncate@2,PATCH deals/7:drop,*:500/10`.

use std::fmt;
use std::str::FromStr;

use super::{Fault, FaultPlan, FaultRule};
use crate::SandboxError;

/// Methods a rule can be limited to.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

impl FromStr for FaultPlan {
    type Err = SandboxError;

    /// Reads rules separated by commas; blank text is the empty plan.
    ///
    /// A rule is `path:fault`, or `METHOD path:fault` for one method only, then in any order `@n` (starts with the n-th request to that path, default 1), `*n`
    /// (hits n requests, `*` alone hits all that follow, default 1) and `/k` (hits only every k-th request).
    ///
    /// # Errors
    /// [`SandboxError::Fault`] naming the rule, with the allowed values.
    fn from_str(text: &str) -> Result<Self, SandboxError> {
        let rules = text.split(',').map(str::trim).filter(|rule| !rule.is_empty()).map(str::parse);
        Ok(Self { rules: rules.collect::<Result<_, _>>()? })
    }
}

impl FromStr for FaultRule {
    type Err = SandboxError;

    fn from_str(text: &str) -> Result<Self, SandboxError> {
        let invalid = |reason: String| SandboxError::Fault { rule: text.to_owned(), reason };
        let (path, rest) = text.rsplit_once(':').ok_or_else(|| invalid("a `:` must follow the path".to_owned()))?;
        let path = path.trim();
        if path.is_empty() {
            return Err(invalid("the path is empty; `*` stands for every path".to_owned()));
        }
        let (method, path) = match path.split_once(char::is_whitespace) {
            Some((method, path)) => (Some(method.to_ascii_uppercase()), path.trim_start()),
            None => (None, path),
        };
        if let Some(method) = method.as_ref().filter(|method| !METHODS.contains(&method.as_str())) {
            return Err(invalid(format!("unknown method `{method}`, expected one of {}", METHODS.join(", "))));
        }
        let end = rest.find(['@', '*', '/']).unwrap_or(rest.len());
        let (name, mut suffix) = rest.split_at(end);
        let fault = Fault::named(name.trim()).ok_or_else(|| {
            invalid(format!("unknown fault `{}`, expected one of {}", name.trim(), Fault::list_names()))
        })?;

        let mut rule = Self { method, path: path.to_owned(), fault, first: 1, times: None, every: None };
        while let Some(sign) = suffix.chars().next() {
            let body = &suffix[sign.len_utf8()..];
            let end = body.find(['@', '*', '/']).unwrap_or(body.len());
            let (digits, next) = body.split_at(end);
            let number = match digits.trim() {
                "" if sign == '*' => 0,
                digits => digits
                    .parse::<u32>()
                    .ok()
                    .filter(|&n| n > 0)
                    .ok_or_else(|| invalid(format!("a whole number from 1 must follow `{sign}`")))?,
            };
            match sign {
                '@' => rule.first = number,
                '*' => rule.times = Some(number),
                _ => rule.every = Some(number),
            }
            suffix = next;
        }
        Ok(rule)
    }
}

impl fmt::Display for FaultRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(method) = &self.method {
            write!(f, "{method} ")?;
        }
        write!(f, "{}:{}", self.path, self.fault)?;
        if self.first != 1 {
            write!(f, "@{}", self.first)?;
        }
        match self.times {
            None => {}
            Some(0) => f.write_str("*")?,
            Some(times) => write!(f, "*{times}")?,
        }
        self.every.map_or(Ok(()), |every| write!(f, "/{every}"))
    }
}

impl fmt::Display for FaultPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, rule) in self.rules.iter().enumerate() {
            write!(f, "{}{rule}", if i == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<&str, &str>) {
        let answer = text.parse::<FaultPlan>();
        match (answer, expect) {
            (Ok(plan), Ok(normal)) => {
                assert_eq!(plan.to_string(), normal, "{text}");
                assert_eq!(normal.parse::<FaultPlan>().unwrap(), plan, "{text}");
            }
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{text}: {error}"),
            (answer, _) => panic!("{text}: {answer:?}"),
        }
    }

    #[test]
    fn plans_read_back_as_they_were_written() {
        check("", Ok(""));
        check("deals:429", Ok("deals:429"));
        check(" deals:429*3 , persons:truncate@2 ", Ok("deals:429*3,persons:truncate@2"));
        check("*:500/10", Ok("*:500/10"));
        check("/api/v2/deals:drop*", Ok("/api/v2/deals:drop*"));
        check("deals:slow*2@3/4", Ok("deals:slow@3*2/4"));
        check("patch  deals/7:drop*2", Ok("PATCH deals/7:drop*2"));
        check("POST *:500-after", Ok("POST *:500-after"));
    }

    #[test]
    fn every_kind_has_a_name_that_parses() {
        for (fault, name) in Fault::NAMES {
            assert_eq!(format!("deals:{name}").parse::<FaultRule>().unwrap().fault, fault);
        }
    }

    #[test]
    fn a_wrong_plan_says_what_is_wrong() {
        check("deals", Err("a `:` must follow the path"));
        check(":429", Err("the path is empty"));
        check("deals:teapot", Err("unknown fault `teapot`, expected one of `429`"));
        check("FETCH deals:429", Err("unknown method `FETCH`, expected one of GET, POST"));
        check("deals:429*x", Err("a whole number from 1 must follow `*`"));
        check("deals:429@", Err("a whole number from 1 must follow `@`"));
        check("deals:429/0", Err("a whole number from 1 must follow `/`"));
    }
}
