//! What an emulated account is like: options of `--sandbox` and of the subcommand `sandbox` alike.

use clap::Args;
use pipedrive_sandbox::{MissingAddOn, MissingChangeTimes, SandboxConfig};

/// HTTP status of a refusal, and how the API comes to it.
const REFUSALS: &[(&str, MissingAddOn)] =
    &[("402", MissingAddOn::PaymentRequired), ("403", MissingAddOn::Forbidden), ("404", MissingAddOn::NotFound)];

/// What the company has not bought and its user may not do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Args)]
pub(crate) struct EmulatedArgs {
    /// The emulated company has no Projects add-on: projects, tasks and boards are refused, with this HTTP status if
    /// one is given: 402, 403 or 404.
    #[arg(
        long,
        value_name = "STATUS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "403",
        value_parser = refusal,
        hide_short_help = true
    )]
    pub(crate) without_projects: Option<MissingAddOn>,
    /// The user of the emulated account is no administrator: roles, permission sets and webhooks are refused.
    #[arg(long, hide_short_help = true)]
    pub(crate) regular_user: bool,
    /// The emulated account has no records from before Pipedrive kept the time of the last change, so that `update_time`
    /// is never NULL.
    #[arg(long, hide_short_help = true)]
    pub(crate) all_change_times: bool,
}

impl EmulatedArgs {
    /// The configuration with what the options say.
    pub(crate) fn applied_to(self, mut config: SandboxConfig) -> SandboxConfig {
        if let Some(refusal) = self.without_projects {
            config.projects_add_on = false;
            config.quirks.missing_add_on = refusal;
        }
        config.admin = !self.regular_user;
        if self.all_change_times {
            config.quirks.missing_change_times = MissingChangeTimes::Nowhere;
        }
        config
    }

    /// The option that was given, if one was.
    pub(crate) fn given(self) -> Option<&'static str> {
        match self {
            Self { without_projects: Some(_), .. } => Some("--without-projects"),
            Self { regular_user: true, .. } => Some("--regular-user"),
            Self { all_change_times: true, .. } => Some("--all-change-times"),
            Self { without_projects: None, regular_user: false, all_change_times: false } => None,
        }
    }
}

/// An HTTP status with which routes of a missing add-on are refused.
fn refusal(text: &str) -> Result<MissingAddOn, String> {
    let found = REFUSALS.iter().find(|(status, _)| *status == text);
    found.map(|(_, refusal)| *refusal).ok_or_else(|| "expected `402`, `403` or `404`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_switch_off_what_they_name_and_nothing_else() {
        let check = |arguments: EmulatedArgs, add_on: bool, admin: bool, option: Option<&str>| {
            let config = arguments.applied_to(SandboxConfig::default());
            assert_eq!((config.projects_add_on, config.admin), (add_on, admin), "{arguments:?}");
            assert_eq!(arguments.given(), option);
        };
        let none = EmulatedArgs::default();
        check(none, true, true, None);
        check(EmulatedArgs { regular_user: true, ..none }, true, false, Some("--regular-user"));
        let young = EmulatedArgs { all_change_times: true, ..none };
        check(young, true, true, Some("--all-change-times"));
        assert_eq!(young.applied_to(SandboxConfig::default()).quirks.missing_change_times, MissingChangeTimes::Nowhere);
        let without_projects = Some(MissingAddOn::NotFound);
        check(EmulatedArgs { without_projects, ..none }, false, true, Some("--without-projects"));
        let config = EmulatedArgs { without_projects, ..none }.applied_to(SandboxConfig::default());
        assert_eq!(config.quirks.missing_add_on, MissingAddOn::NotFound);
    }

    #[test]
    fn an_add_on_is_refused_with_one_of_three_statuses() {
        let check = |text, expect: Option<MissingAddOn>| assert_eq!(refusal(text).ok(), expect, "{text}");
        check("402", Some(MissingAddOn::PaymentRequired));
        check("403", Some(MissingAddOn::Forbidden));
        check("404", Some(MissingAddOn::NotFound));
        check("500", None);
        check("", None);
    }
}
