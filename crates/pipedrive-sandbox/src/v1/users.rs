//! `/users`, `/users/{id}`, `/users/me` and `/users/find`.

use serde_json::json;

use crate::data::{CURRENCIES, PermissionSet, Role};
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, Version};
use crate::json::{DAY, LegacyTime, Object};
use crate::{Account, User};

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/users",
        cost: 20,
        scopes: &["users:read"],
        params: &[],
        answer: |call| Ok(list_users(call)),
    },
    Operation {
        version: Version::V1,
        path: "/users/me",
        cost: 2,
        scopes: &["base"],
        params: &[],
        answer: get_current_user,
    },
    Operation {
        version: Version::V1,
        path: "/users/find",
        cost: 40,
        scopes: &["users:read"],
        params: &[&[Param::new("term", Kind::Text), Param::new("search_by_email", Kind::Bit)]],
        answer: find_users,
    },
    Operation {
        version: Version::V1,
        path: "/users/{id}",
        cost: 2,
        scopes: &["users:read"],
        params: &[],
        answer: get_user,
    },
];

fn list_users(call: &Call<'_>) -> Answer {
    Answer::list(call.account.users(), Paging::Whole, |user, out| write(call, user, false, out))
}

fn get_user(call: &Call<'_>) -> Result<Answer, Failure> {
    let user = user_in_path(call)?;
    Ok(Answer::object(|out| write(call, user, false, out)))
}

/// The user in the path.
///
/// # Errors
/// The 404 for users.
pub(super) fn user_in_path<'a>(call: &Call<'a>) -> Result<&'a User, Failure> {
    let user = call.account.users().iter().find(|user| user.id.to_string() == call.key);
    user.ok_or_else(Failure::user_not_found)
}

/// Users whose e-mail address, or name too unless `search_by_email` is on, contains the term.
fn find_users(call: &Call<'_>) -> Result<Answer, Failure> {
    let term = call.query.text("term").filter(|term| !term.is_empty()).ok_or_else(Failure::bad_request)?;
    let term = term.to_lowercase();
    let by_email_only = call.query.flag("search_by_email") == Some(true);
    let found = call.account.users().iter().filter(|user| {
        user.email.to_lowercase().contains(&term) || (!by_email_only && user.name.to_lowercase().contains(&term))
    });
    Ok(Answer::list(found, Paging::Whole, |user, out| write(call, user, false, out)))
}

fn get_current_user(call: &Call<'_>) -> Result<Answer, Failure> {
    let user = call.account.users().first().ok_or_else(Failure::user_not_found)?;
    Ok(Answer::object(|out| write(call, user, true, out)))
}

pub(super) fn write(call: &Call<'_>, user: &User, with_company: bool, out: &mut Vec<u8>) {
    let is_you = user.id == 1;
    let never = if call.quirks.zero_times { json!("0000-00-00 00:00:00") } else { json!(null) };
    let time = |seconds: Option<i64>| seconds.map_or_else(|| never.clone(), |s| json!(LegacyTime(s)));
    let modified = (!user.id.is_multiple_of(3)).then(|| call.account.now() - i64::from(user.id) * 9 * DAY);

    let mut object = Object::begin(out);
    object.put("id", &user.id);
    object.put("name", &user.name);
    object.put("email", &user.email);
    object.put("lang", &1);
    object.put("locale", user.locale);
    object.put("timezone_name", Account::TIME_ZONE);
    object.put("timezone_offset", "+02:00");
    object.put("default_currency", CURRENCIES[0].code);
    object.put("icon_url", &(user.id % 4 == 1).then(|| format!("https://icons.example/{}.png", user.id)));
    object.put("active_flag", &user.is_active);
    object.put("is_deleted", &false);
    object.put("role_id", &Role::of(user).id);
    object.put("created", &LegacyTime(user.created));
    object.put("modified", &time(modified));
    object.put("last_login", &time(user.last_login));
    object.put("activated", &user.last_login.is_some());
    object.put("has_created_company", &is_you);
    object.put("phone", &user.phone);
    let access: Vec<_> = PermissionSet::of(user)
        .filter(|set| set.app != "projects" || call.account.has_projects)
        .map(|set| json!({"app": set.app, "admin": set.is_admin(), "permission_set_id": set.id(call.account)}))
        .collect();
    object.put("access", &access);
    object.put("is_you", &is_you);
    if with_company {
        object.put("company_id", &Account::COMPANY_ID);
        object.put("company_name", Account::COMPANY);
        object.put("company_domain", Account::DOMAIN);
        object.put("company_country", "EE");
        object.put("company_industry", "IT Services");
        object.put("language", &json!({"language_code": "en", "country_code": "GB"}));
    }
    object.end();
}
