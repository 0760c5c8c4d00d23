//! Files of the cache: what comes back from them, and what is not believed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::*;

/// 2026-09-21T00:00:00Z.
const NOW: u64 = 1_789_948_800_000;

const USER: &str = "00112233445566778899aabbccddeeff";

fn rows(facts: &[(&str, &str, usize, u64)]) -> Content {
    let mut content = Content::default();
    for (table, walk, value, at) in facts {
        let facts = content.rows.entry((*table).to_owned()).or_default();
        facts.insert((*walk).to_owned(), Dated { at: *at, value: *value });
    }
    content
}

fn file(directory: &Path) -> CacheFile {
    CacheFile::new(directory, USER)
}

fn path(directory: &Path) -> PathBuf {
    directory.join(format!("{USER}.json"))
}

#[test]
fn what_several_sessions_learn_adds_up_and_the_later_answer_stays() {
    let home = TempDir::new().unwrap();
    let directory = home.path().join("a/b");
    let file = file(&directory);
    assert_eq!(file.read(NOW), Content::default());
    let verdict = |at, value| Content { summary_agrees: Some(Dated { at, value }), ..Content::default() };
    file.add(rows(&[("deals", "active", 9, NOW - 5), ("deals", "archived", 1, NOW)]), || NOW);
    file.add(rows(&[("deals", "active", 8, NOW - 6), ("leads", "active", 3, NOW)]), || NOW);
    file.add(rows(&[("deals", "archived", 2, NOW)]), || NOW);
    file.add(verdict(NOW - 1, true), || NOW);
    file.add(verdict(NOW - 2, false), || NOW);
    let expect = rows(&[("deals", "active", 9, NOW - 5), ("deals", "archived", 2, NOW), ("leads", "active", 3, NOW)]);
    assert_eq!(file.read(NOW), Content { summary_agrees: verdict(NOW - 1, true).summary_agrees, ..expect });
    let names: Vec<_> = fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "the file and the lock: {names:?}");
    file.remove();
    file.remove();
    assert_eq!(file.read(NOW), Content::default());
}

#[test]
fn what_is_not_a_whole_file_of_this_version_says_nothing_and_is_replaced() {
    let home = TempDir::new().unwrap();
    let file = file(home.path());
    let content = rows(&[("deals", "active", 9, NOW)]);
    file.add(content.clone(), || NOW);
    let whole = fs::read_to_string(path(home.path())).unwrap();
    for text in [
        "",
        "{}",
        "[]",
        "\0\0\0\0",
        &whole[..whole.len() - 1],
        &whole[..whole.len() / 2],
        &whole.replace("\"version\":1", "\"version\":2"),
        &whole.replace("metadata", "history"),
        &whole.replace('9', "\"nine\""),
        &whole.replace('9', "-9"),
    ] {
        fs::write(path(home.path()), text).unwrap();
        assert_eq!(file.read(NOW), Content::default(), "{text}");
        file.add(content.clone(), || NOW);
        assert_eq!(file.read(NOW), content, "{text}");
    }
    let more = whole.replacen("\"known\":{", "\"later\":[1],\"known\":{\"later\":{\"a\":1},", 1);
    fs::write(path(home.path()), more).unwrap();
    assert_eq!(file.read(NOW), content, "what a later release adds is skipped");
}

#[test]
fn what_is_too_old_or_dated_in_the_future_is_dropped() {
    let days = |days: u64| days * 24 * 60 * 60 * 1000;
    let check = |at: u64, kept: bool| {
        let mut content = rows(&[("deals", "active", 9, at)]);
        content.without_null.entry("deals".to_owned()).or_default().insert("id".to_owned(), Dated { at, value: true });
        content.summary_agrees = Some(Dated { at, value: true });
        content.fields.insert("/dealFields".to_owned(), Dated { at, value: Vec::new() });
        let expect = if kept { content.clone() } else { Content::default() };
        content.expire(NOW);
        assert_eq!(content, expect, "{at}");
    };
    check(NOW, true);
    check(NOW - days(30), true);
    check(NOW - days(30) - 1, false);
    check(NOW + 1, false);
    check(u64::MAX, false);
    check(0, false);
}

#[cfg(unix)]
#[test]
fn only_the_user_can_read_what_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let home = TempDir::new().unwrap();
    let directory = home.path().join("cache/pipedrive-sql");
    file(&directory).add(rows(&[("deals", "active", 9, NOW)]), || NOW);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    assert_eq!(mode(&path(&directory)), 0o600);
    assert_eq!(mode(&directory.join("lock")), 0o600);
}

#[cfg(unix)]
#[test]
fn a_place_that_others_could_have_filled_is_neither_read_nor_written() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let home = TempDir::new().unwrap();
    let content = rows(&[("deals", "active", 9, NOW)]);
    let own = home.path().join("own");
    file(&own).add(content.clone(), || NOW);
    let check = |directory: &Path, expect: &Content, what: &str| {
        let before = fs::read(path(&own)).unwrap();
        assert_eq!(file(directory).read(NOW), *expect, "{what}");
        if expect.is_empty() {
            file(directory).add(rows(&[("leads", "active", 1, NOW)]), || NOW);
            file(directory).remove();
            assert_eq!(fs::read(path(&own)).unwrap(), before, "{what}");
        }
    };
    let (link, plain) = (home.path().join("link"), home.path().join("plain"));
    symlink(&own, &link).unwrap();
    fs::write(&plain, "").unwrap();
    check(&own, &content, "the directory itself");
    check(&link, &Content::default(), "a link to it");
    check(&plain, &Content::default(), "a file");
    check(&plain.join("below"), &Content::default(), "below a file");
    for mode in [0o720, 0o702, 0o777] {
        fs::set_permissions(&own, fs::Permissions::from_mode(mode)).unwrap();
        check(&own, &Content::default(), &format!("{mode:o}"));
    }
    fs::set_permissions(&own, fs::Permissions::from_mode(0o755)).unwrap();
    check(&own, &content, "what others can only look at");
    // Only the administrator can give a directory away.
    if std::os::unix::fs::chown(&own, Some(4711), None).is_ok() {
        check(&own, &Content::default(), "a directory of somebody else");
    }
    let other = home.path().join("other");
    fs::create_dir(&other).unwrap();
    symlink(path(&own), path(&other)).unwrap();
    check(&other, &Content::default(), "a link to the file");
}

#[test]
fn writers_at_the_same_time_lose_nothing_and_leave_a_whole_file() {
    const WRITERS: usize = 4;
    const TIMES: usize = 10;
    let home = TempDir::new().unwrap();
    let tables = ["deals", "persons", "organizations", "activities"];
    std::thread::scope(|scope| {
        for table in &tables[..WRITERS] {
            let (path, file) = (path(home.path()), file(home.path()).patient(Duration::from_mins(5)));
            scope.spawn(move || {
                for time in 0..TIMES {
                    file.add(rows(&[(table, &time.to_string(), time, NOW)]), || NOW);
                    let seen = Content::parse(&fs::read(&path).unwrap()).unwrap();
                    assert_eq!(seen.rows[*table].len(), time + 1);
                }
            });
        }
    });
    let content = file(home.path()).read(NOW);
    assert_eq!(content.rows.values().map(std::collections::BTreeMap::len).sum::<usize>(), WRITERS * TIMES);
}

#[test]
fn the_clock_is_looked_at_once_nobody_else_can_add_what_is_later() {
    let home = TempDir::new().unwrap();
    let cache = file(home.path());
    let other = file(home.path());
    let clock = || {
        assert_eq!(other.add_at_once(Content::default(), || NOW), Some(Content::default()));
        NOW
    };
    cache.add(rows(&[("deals", "active", 9, NOW)]), clock);
    assert_eq!(cache.read(NOW).rows["deals"]["active"].value, 9);
}

#[test]
fn who_must_not_wait_gets_the_news_back_while_another_process_writes() {
    let home = TempDir::new().unwrap();
    let news = rows(&[("deals", "active", 9, NOW)]);
    file(home.path()).add(rows(&[("leads", "active", 1, NOW)]), || NOW);
    let lock = fs::File::options().write(true).open(home.path().join("lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(file(home.path()).add_at_once(news.clone(), || NOW), Some(news.clone()));
    assert!(!file(home.path()).read(NOW).rows.contains_key("deals"));
    lock.unlock().unwrap();
    assert_eq!(file(home.path()).add_at_once(news, || NOW), None);
    assert_eq!(file(home.path()).read(NOW).rows["deals"]["active"].value, 9);
}

#[test]
fn files_that_nobody_has_used_for_long_are_removed_when_a_new_one_is_made() {
    let home = TempDir::new().unwrap();
    let old = SystemTime::now() - Duration::from_hours(31 * 24);
    let new = SystemTime::now();
    let names = ["old.json", "new.json", "old.txt", ".new-old", ".new-new"];
    for (name, modified) in names.into_iter().zip([old, new, old, old, new]) {
        fs::File::create(home.path().join(name)).unwrap().set_modified(modified).unwrap();
    }
    file(home.path()).add(rows(&[("deals", "active", 9, NOW)]), || NOW);
    let left = names.map(|name| home.path().join(name).exists());
    assert_eq!(left, [false, true, true, false, true]);
}

#[test]
fn what_was_learnt_is_news_once_and_comes_before_what_was_kept() {
    let knowledge = Knowledge::default();
    knowledge.learn_rows("deals", "active", 7);
    let mut kept = rows(&[("deals", "active", 9, NOW), ("deals", "archived", 1, 0), ("deals", "gone", 1, NOW)]);
    kept.rows.extend(rows(&[("no_table", "all", 1, NOW)]).rows);
    let proof = || Dated { at: NOW, value: true };
    let names = ["active.update_time", "archived.update_time", "active.gone", "gone.add_time", "update_time"];
    kept.without_null.insert("deals".to_owned(), names.map(|name| (name.to_owned(), proof())).into());
    kept.summary_agrees = Some(Dated { at: NOW, value: false });
    knowledge.adopt(kept);
    assert_eq!(knowledge.rows("deals", "active"), Some(7));
    assert_eq!(knowledge.rows("deals", "archived"), Some(1));
    assert_eq!(knowledge.rows("deals", "gone"), None);
    assert_eq!(knowledge.is_walk_without_null("deals", "active", "update_time"), Some(true));
    assert_eq!(knowledge.is_walk_without_null("deals", "active", "add_time"), None);
    assert_eq!(knowledge.summary_agrees(), Some(false));
    let values =
        |news: &Content| news.rows.values().flat_map(|facts| facts.values().map(|f| f.value)).collect::<Vec<_>>();
    assert_eq!(values(&knowledge.take_news()), [7], "what was kept is no news");
    assert!(knowledge.take_news().is_empty());
    knowledge.learn_rows("deals", "active", 7);
    assert!(knowledge.take_news().is_empty(), "it was known");
    knowledge.learn_rows("deals", "active", 8);
    knowledge.learn_walk_without_null("deals", "active", "add_time", false);
    knowledge.learn_summary_agrees(true);
    let news = knowledge.take_news();
    assert_eq!(values(&news), [8]);
    assert_eq!(news.without_null["deals"].keys().collect::<Vec<_>>(), ["active.add_time"]);
    assert_eq!(news.summary_agrees.map(|verdict| verdict.value), Some(true));
    knowledge.learn_rows("deals", "archived", 1);
    assert_eq!(values(&knowledge.take_news()), [1], "it is long ago that this was learnt");
}
