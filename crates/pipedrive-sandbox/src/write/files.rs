//! Files and pictures: uploads in several parts, and what is said about them.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::contacts::PERSONS;
use super::draft::{Draft, Rules};
use super::key::{Key, Kind, key};
use super::products::PRODUCTS;
use super::resource::{Resource, delete, insert, live, row, update};
use crate::Account;
use crate::data::Table;
use crate::http::{Answer, Call, Failure, Part, Version, Write, parts};
use crate::json::{Day, LegacyTime, value};

const PARENTS: &[Key] = &[
    key("deal_id", Kind::Record(Table::Deals)),
    key("person_id", Kind::Record(Table::Persons)),
    key("org_id", Kind::Record(Table::Organizations)),
    key("product_id", Kind::Record(Table::Products)),
    key("activity_id", Kind::Record(Table::Activities)),
    key("lead_id", Kind::Lead),
    key("project_id", Kind::Record(Table::Projects)),
];

const DETAILS: &[Key] = &[key("name", Kind::Name).filled(), key("description", Kind::Text)];

const REMOTE: &[Key] = &[
    key("file_type", Kind::Word(&["gdoc", "gslides", "gsheet", "gform", "gdraw"])).required(),
    key("title", Kind::Name).required(),
    key("item_type", Kind::Word(&["deal", "organization", "person"])).required(),
    key("item_id", Kind::Integer).required(),
    key("remote_location", Kind::Word(&["googledrive"])).required(),
];

const REMOTE_LINK: &[Key] = &[
    key("item_type", Kind::Word(&["deal", "organization", "person"])).required(),
    key("item_id", Kind::Integer).required(),
    key("remote_id", Kind::Name).required(),
    key("remote_location", Kind::Word(&["googledrive"])).required(),
];

pub(crate) static FILES: Resource = Resource {
    table: Table::Files,
    name: "File",
    rules: Rules { version: Version::V1, keys: DETAILS, custom: None },
    path: "/files/{id}",
    prepare: |_, _, _| Ok(()),
};

const SCOPES: &[&str] = &["deals:full", "activities:full", "contacts:full"];
const CHANGE: (u32, &[&str]) = (10, SCOPES);
const PICTURE: &str = "/persons/{id}/picture";
const IMAGE: &str = "/products/{id}/images";

pub(crate) const WRITES: &[Write] = &[
    Write::new(Method::POST, Version::V1, "/files", CHANGE, |call, _| upload(call)),
    Write::new(Method::POST, Version::V1, "/files/remote", CHANGE, |call, body| link(call, body, REMOTE)),
    Write::new(Method::POST, Version::V1, "/files/remoteLink", CHANGE, |call, body| link(call, body, REMOTE_LINK)),
    Write::new(Method::PUT, Version::V1, "/files/{id}", CHANGE, |call, body| update(call, body, &FILES)),
    Write::new(Method::DELETE, Version::V1, "/files/{id}", (6, SCOPES), |call, _| delete(call, &FILES)),
    Write::new(Method::POST, Version::V1, PICTURE, (10, &["contacts:full"]), |call, _| set_picture(call)),
    Write::new(Method::DELETE, Version::V1, PICTURE, (6, &["contacts:full"]), |call, _| remove_picture(call)),
    Write::new(Method::POST, Version::V2, IMAGE, (20, &["products:full"]), |call, _| set_image(call)).created(),
    Write::new(Method::PUT, Version::V2, IMAGE, (20, &["products:full"]), |call, _| set_image(call)),
    Write::new(Method::DELETE, Version::V2, IMAGE, (6, &["products:full"]), |call, _| remove_image(call)),
];

/// The file in a form, and the form's other fields.
///
/// # Errors
/// 400 when there is no whole form with that file, 413 when the file is too large.
pub(crate) fn file_in<'a>(call: &Call<'a>, name: &str) -> Result<(Part<'a>, Vec<Part<'a>>), Failure> {
    let parts = parts(call.sent.content_type, call.sent.body).ok_or_else(Failure::bad_request)?;
    let (files, others): (Vec<Part<'_>>, Vec<Part<'_>>) = parts.into_iter().partition(|part| part.name == name);
    let file = files.into_iter().next().filter(|file| file.file_name.is_some()).ok_or_else(Failure::bad_request)?;
    if file.content.len() > call.quirks.max_upload {
        return Err(Failure::too_large());
    }
    Ok((file, others))
}

fn upload(call: &Call<'_>) -> Result<Answer, Failure> {
    let (file, others) = file_in(call, "file")?;
    let mut fields = Map::new();
    for part in others {
        let text = std::str::from_utf8(part.content).map_err(|_| Failure::bad_request())?;
        let number = text.parse::<u64>().ok();
        fields.insert(part.name.to_owned(), number.map_or_else(|| Value::from(text), Value::from));
    }
    let rules = Rules { version: Version::V1, keys: PARENTS, custom: None };
    let mut draft = Draft::read(call, &rules, &Value::Object(fields), true)?;
    draft.set("name", file.file_name.unwrap_or("file"));
    draft.set("file_size", file.content.len());
    let id = insert(call, &FILES, draft);
    call.account.store(id, file.content);
    Ok(Answer::object(|out| value(out, &row(call, &FILES, id))))
}

/// A file that lies elsewhere, at a deal, an organization or a person.
fn link(call: &Call<'_>, body: &Value, keys: &'static [Key]) -> Result<Answer, Failure> {
    let given = Draft::read(call, &Rules { version: Version::V1, keys, custom: None }, &counted(body), true)?;
    let (member, table) = match given.text("item_type") {
        Some("deal") => ("deal_id", Table::Deals),
        Some("organization") => ("org_id", Table::Organizations),
        _ => ("person_id", Table::Persons),
    };
    let item = given.number("item_id").filter(|&id| call.account.is_live(table, id));
    let item = item.ok_or_else(Failure::bad_request)?;
    let mut draft = Draft::default();
    draft.set("name", given.text("title").or(given.text("remote_id")).unwrap_or_default());
    draft.set("file_size", 0);
    draft.set(member, item);
    let id = insert(call, &FILES, draft);
    Ok(Answer::object(|out| value(out, &row(call, &FILES, id))))
}

/// Forms have ids as text where their names do not end as those of ids do.
fn counted(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(number) = body["item_id"].as_str().and_then(|text| text.parse::<u32>().ok()) {
        body["item_id"] = json!(number);
    }
    body
}

fn set_picture(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = live(call, &PERSONS)?;
    let (file, _) = file_in(call, "file")?;
    let picture = call.account.next_document_id(Table::Pictures, 500_001);
    let time = call.account.present();
    let url = |pixels: u32| format!("https://pictures.example/{picture:016x}_{pixels}.jpg");
    let pictures = json!({"128": url(128), "512": url(512)});
    let members = json!({
        "id": picture, "item_type": "person", "item_id": id, "added_by_user_id": 1, "active_flag": true,
        "file_size": file.content.len(), "pictures": pictures,
    });
    call.account.shelve(Table::Pictures, &id.to_string(), |document| {
        document.is_created = true;
        document.is_deleted = false;
        document.members = members.as_object().cloned().unwrap_or_default();
    });
    call.account.write(Table::Persons, id, |written| written.set("picture_id", picture));
    let row = json!({
        "id": picture, "item_type": "person", "item_id": id, "active_flag": true, "add_time": LegacyTime(time),
        "update_time": LegacyTime(time), "added_by_user_id": 1, "pictures": pictures,
    });
    Ok(Answer::object(|out| value(out, &row)))
}

fn remove_picture(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = live(call, &PERSONS)?;
    let picture = super::resource::read(call, Version::V2, PICTURE, id.to_string());
    if picture.is_null() {
        return Err(Failure::not_found("Picture"));
    }
    call.account.shelve(Table::Pictures, &id.to_string(), |document| document.is_deleted = true);
    call.account.write(Table::Persons, id, |written| written.set("picture_id", Value::Null));
    Ok(Answer::object(|out| value(out, &json!({ "id": picture["id"] }))))
}

fn set_image(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = live(call, &PRODUCTS)?;
    let (file, _) = file_in(call, "data")?;
    let image = call.account.next_document_id(Table::Images, 500_001);
    let time = Day::of(call.account.present());
    let row = json!({
        "id": image, "product_id": id, "company_id": Account::COMPANY_ID.to_string(), "add_time": time,
        "public_url": format!("https://images.example/{image:016x}.png"), "mime_type": "image/png",
        "name": file.file_name,
    });
    call.account.shelve(Table::Images, &id.to_string(), |document| {
        document.is_created = true;
        document.is_deleted = false;
        document.members = row.as_object().cloned().unwrap_or_default();
    });
    let shown = json!({"id": image, "product_id": id, "company_id": row["company_id"], "add_time": time});
    Ok(Answer::object(|out| value(out, &shown)))
}

fn remove_image(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = live(call, &PRODUCTS)?;
    let image = super::resource::read(call, Version::V2, IMAGE, id.to_string());
    if image.is_null() {
        return Err(Failure::not_found("Product image"));
    }
    call.account.shelve(Table::Images, &id.to_string(), |document| document.is_deleted = true);
    Ok(Answer::object(|out| value(out, &json!({ "id": image["id"] }))))
}
