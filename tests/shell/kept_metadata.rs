//! What one run of the program leaves on disk for the next.

use std::fs;
use std::process::{Child, Stdio};

use crate::bench::Bench;

const BY_ID: &str = "SELECT title FROM deals WHERE id = 7";

/// A connection to the account that keeps what it learns, as one to a real account does.
fn kept(bench: &Bench) -> String {
    format!("{};CacheMetadata=true", bench.connection())
}

#[test]
fn a_second_run_sends_its_own_request_and_nothing_else() {
    let bench = Bench::new();
    let run = |sql: &str| {
        bench.sandbox().clear_requests();
        let outcome = bench.program(["-q", "-c", sql, &kept(&bench)]).output();
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        (outcome.stdout, bench.requests())
    };
    let (first, requests) = run(BY_ID);
    assert_eq!(requests, ["GET /api/v2/dealFields?limit=500", "GET /api/v2/deals/7"]);
    let (second, requests) = run(BY_ID);
    assert_eq!(requests, ["GET /api/v2/deals/7"]);
    assert_eq!(first, second);
    let (described, requests) = run("\\d deals");
    assert!(described.contains("custom field"), "{described}");
    assert_eq!(requests, [""; 0]);
    assert_eq!(run("CALL RefreshMetadata()").1, [""; 0]);
    assert_eq!(run(BY_ID).1.len(), 2);
}

#[test]
fn nothing_is_left_about_an_emulated_account() {
    let bench = Bench::new();
    assert_eq!(bench.shell(["-q", "-c", BY_ID]).output().code, Some(0));
    assert!(!bench.home.path().join(".cache").exists());
}

#[test]
fn the_cache_is_in_the_usual_place_and_for_its_user_only() {
    let bench = Bench::new();
    let elsewhere = bench.home.path().join("xdg");
    let run = || bench.program(["-q", "-c", BY_ID, &kept(&bench)]);
    assert_eq!(run().output().code, Some(0));
    assert_eq!(run().variable("XDG_CACHE_HOME", &elsewhere.display().to_string()).output().code, Some(0));
    for directory in [bench.home.path().join(".cache/pipedrive-sql"), elsewhere.join("pipedrive-sql")] {
        let files: Vec<_> = fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 2, "{files:?}");
        #[cfg(unix)]
        for (path, mode) in files.iter().map(|file| (file, 0o600)).chain([(&directory, 0o700)]) {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
        }
    }
}

#[test]
fn processes_at_the_same_time_leave_one_whole_file() {
    let bench = Bench::new();
    let entities = ["deals", "persons", "organizations", "products"];
    let start = |entity: &str| -> Child {
        let sql = format!("SELECT count(*) FROM custom_fields WHERE entity = '{entity}'");
        let mut command = bench.program(["-q", "-c", &sql, &kept(&bench)]).command();
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<Child> = entities.iter().map(|entity| start(entity)).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let names: Vec<String> = fs::read_dir(bench.home.path().join(".cache/pipedrive-sql"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "lock")
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
    let text = bench.read(format!(".cache/pipedrive-sql/{}", names[0]));
    let content: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(content["known"]["fields"].as_object().unwrap().len(), entities.len(), "{text}");
}
