//! Which crate may use which, and what every package says about itself.

use toml::{Table, Value};

use crate::{assert_none, read, root};

/// The edges that the design allows, from a crate to those it may use; a new one is a change of the design.
const EDGES: &[(&str, &[&str])] = &[
    ("pipedrive-schema", &[]),
    ("pipedrive-connection", &[]),
    ("pipedrive-auth", &["pipedrive-connection"]),
    ("pipedrive-client", &["pipedrive-connection", "pipedrive-auth", "pipedrive-schema"]),
    ("pipedrive-datafusion", &["pipedrive-connection", "pipedrive-auth", "pipedrive-client", "pipedrive-schema"]),
    ("pipedrive-sandbox", &["pipedrive-schema"]),
    ("pipedrive-driver", &["pipedrive-connection", "pipedrive-auth", "pipedrive-datafusion"]),
    ("pipedrive-odbc", &["pipedrive-driver", "pipedrive-connection"]),
    (
        "pipedrive-sql",
        &[
            "pipedrive-connection",
            "pipedrive-auth",
            "pipedrive-client",
            "pipedrive-datafusion",
            "pipedrive-schema",
            "pipedrive-sandbox",
        ],
    ),
];

/// Packages that depend on nothing outside the standard library.
const BARE: &[&str] = &["pipedrive-schema"];

fn manifest(package: &str) -> Table {
    read(format!("crates/{package}/Cargo.toml")).parse().unwrap()
}

fn names<'a>(manifest: &'a Table, section: &str) -> Vec<&'a str> {
    manifest.get(section).and_then(Value::as_table).into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn crates_use_only_what_lies_to_their_left() {
    let mut complaints = Vec::new();
    for (package, allowed) in EDGES {
        let manifest = manifest(package);
        let ours = names(&manifest, "dependencies").into_iter().filter(|name| name.starts_with("pipedrive-"));
        complaints.extend(ours.filter(|n| !allowed.contains(n)).map(|name| format!("{package} must not use {name}")));
        // The sandbox serves tests of every crate, and nothing else to the right may be used even there.
        for name in names(&manifest, "dev-dependencies").into_iter().filter(|name| name.starts_with("pipedrive-")) {
            if !allowed.contains(&name) && name != "pipedrive-sandbox" {
                complaints.push(format!("{package} must not use {name} in its tests"));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn every_crate_has_its_edges_here_and_its_name_from_its_folder() {
    let mut folders: Vec<String> = std::fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    let mut known: Vec<&str> = EDGES.iter().map(|(package, _)| *package).collect();
    known.sort_unstable();
    assert_eq!(folders, known);
    for package in known {
        assert_eq!(manifest(package)["package"]["name"].as_str(), Some(package));
    }
}

#[test]
fn the_tables_depend_on_nothing() {
    for package in BARE {
        assert_eq!(names(&manifest(package), "dependencies"), [""; 0], "{package}");
    }
}

#[test]
fn versions_are_chosen_in_one_place() {
    let mut complaints = Vec::new();
    let manifests = EDGES.iter().map(|(package, _)| (*package, manifest(package)));
    for (package, manifest) in manifests.chain([("tests", read("tests/Cargo.toml").parse().unwrap())]) {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, value) in manifest.get(section).and_then(Value::as_table).into_iter().flatten() {
                if value.get("workspace").and_then(Value::as_bool) != Some(true) {
                    complaints.push(format!("{package}: `{name}` must be `{name}.workspace = true`"));
                }
            }
        }
        if manifest.get("lints").and_then(|lints| lints.get("workspace")).is_none() {
            complaints.push(format!("{package}: lints must come from the workspace"));
        }
        let license = manifest["package"].get("license").and_then(|license| license.get("workspace"));
        if license.is_none() {
            complaints.push(format!("{package}: the licence must come from the workspace"));
        }
    }
    assert_none(&complaints);
}

#[test]
fn the_licence_is_apache_2() {
    let workspace: Table = read("Cargo.toml").parse().unwrap();
    assert_eq!(workspace["workspace"]["package"]["license"].as_str(), Some("Apache-2.0"));
    let text = read("LICENSE");
    assert!(text.contains("Apache License") && text.contains("Version 2.0, January 2004"));
}

#[test]
fn there_is_one_arrow_one_reqwest_and_one_tls() {
    let lock: Table = read("Cargo.lock").parse().unwrap();
    let packages: Vec<&str> =
        lock["package"].as_array().unwrap().iter().filter_map(|package| package["name"].as_str()).collect();
    for name in ["arrow", "arrow-array", "arrow-schema", "datafusion", "reqwest", "rustls", "hyper", "tokio", "parquet"]
    {
        assert_eq!(packages.iter().filter(|package| **package == name).count(), 1, "{name}");
    }
    for name in ["openssl", "openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys"] {
        assert!(!packages.contains(&name), "{name}");
    }
}
