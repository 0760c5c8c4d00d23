//! Files of tokens: what can be read again, and what is left alone.

use std::fs;
use std::path::PathBuf;

use super::*;

fn tokens(access_token: &str) -> Tokens {
    Tokens {
        access_token: Secret::new(access_token),
        refresh_token: Some(Secret::new("1:2:sentinel-r3fresh")),
        expires_in: Some(Duration::from_secs(3599)),
        issued_at: 1_790_000_000_000,
        scope: vec!["base".to_owned(), "deals:full".to_owned()],
        api_domain: Some("https://acme.pipedrive.com".to_owned()),
        grant: Some("0123".to_owned()),
    }
}

fn store(path: PathBuf, client_id: &str, secret: &str) -> Store {
    Store::new(&SettingsLocation::File(path), client_id, &Secret::new(secret))
}

async fn save(store: &Store, tokens: &Tokens) -> Result<(), StoreError> {
    let lock = store.lock(Duration::ZERO).await?;
    store.save(&lock, tokens)
}

#[tokio::test]
async fn tokens_come_back_as_they_were_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/OAuthSettings.txt");
    let first = store(path.clone(), "id", "secret");
    assert!(!first.may_hold_tokens());
    assert_eq!(first.load(), Ok(None));
    let full = tokens("sentinel-acc3ss \"quoted\" \\");
    let bare = Tokens {
        refresh_token: None,
        expires_in: None,
        scope: Vec::new(),
        api_domain: None,
        grant: None,
        ..full.clone()
    };
    for kept in [full, bare] {
        save(&first, &kept).await.unwrap();
        assert!(first.may_hold_tokens());
        assert_eq!(store(path.clone(), "id", "secret").load(), Ok(Some(kept)));
    }
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains("sentinel") && !text.contains("acme") && text.contains("\"version\": 1"), "{text}");
    let lock = first.lock(Duration::ZERO).await.unwrap();
    first.forget(&lock).unwrap();
    first.forget(&lock).unwrap();
    assert_eq!(first.load(), Ok(None));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_user_can_read_what_is_written() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/OAuthSettings.txt");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    save(&store(path.clone(), "id", "secret"), &tokens("a")).await.unwrap();
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    assert_eq!(mode(&path.with_file_name("OAuthSettings.txt.lock")), 0o600);
    // Also when it was readable by others before.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    save(&store(path.clone(), "id", "secret"), &tokens("b")).await.unwrap();
    assert_eq!(mode(&path), 0o600);
    // Nothing but the file and its lock stays behind.
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (target, link) = (folder.path().join("target.txt"), folder.path().join("link.txt"));
    save(&store(target.clone(), "id", "secret"), &tokens("a")).await.unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    save(&store(link.clone(), "id", "secret"), &tokens("b")).await.unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(store(target, "id", "secret").load().unwrap().unwrap().access_token.expose(), "b");
}

/// Puts a text where the file should be, and compares the error of reading it. Whatever it is, it is not overwritten.
async fn check(text: &[u8], client_id: &str, secret: &str, message: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.txt");
    fs::write(&path, text).unwrap();
    let store = store(path.clone(), client_id, secret);
    let expect = message.replace("PATH", &path.display().to_string());
    let error = store.load().unwrap_err();
    assert_eq!(error.to_string(), expect);
    assert!(!error.hints().is_empty());
    assert_eq!(save(&store, &tokens("new")).await.unwrap_err().to_string(), expect);
    assert_eq!(fs::read(&path).unwrap(), text, "{message}");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("good.txt");
    save(&store(path.clone(), "id", "secret"), &tokens("a")).await.unwrap();
    let good = fs::read(&path).unwrap();
    let changed = |from: &str, to: &str| String::from_utf8(good.clone()).unwrap().replacen(from, to, 1).into_bytes();

    let foreign = "`PATH` is not an OAuth settings file of pipedrive-sql";
    check(b"hello", "id", "secret", foreign).await;
    check(b"{}", "id", "secret", foreign).await;
    check(b"[1]", "id", "secret", foreign).await;
    check(b"{\"format\":\"other\",\"version\":1}", "id", "secret", foreign).await;
    check(&[0xff, 0xfe, 0], "id", "secret", foreign).await;
    let cut_off = "the OAuth settings file `PATH` is damaged: it is cut off";
    for length in [60, good.len() / 2, good.len() - 3] {
        check(&good[..length], "id", "secret", cut_off).await;
    }
    let other_secret = "the OAuth settings file `PATH` was encrypted with another `OAuthClientSecret`";
    check(&good, "id", "other", other_secret).await;
    check(&good, "other", "secret", "the OAuth settings file `PATH` belongs to the app with the client id `id`").await;
    let newer = "the OAuth settings file `PATH` has version 2, and this program reads version 1";
    check(&changed("\"version\": 1", "\"version\": 2"), "id", "secret", newer).await;
    let damaged = |detail| format!("the OAuth settings file `PATH` is damaged: {detail}");
    check(&changed("\"nonce\"", "\"once\""), "id", "secret", &damaged("a member is missing")).await;
    check(&changed("\"nonce\": \"", "\"nonce\": \"AAAA"), "id", "secret", &damaged("a member has the wrong length"))
        .await;
    check(
        &changed("\"tokens\": \"", "\"tokens\": \"AAAA"),
        "id",
        "secret",
        &damaged("it was changed after it had been written"),
    )
    .await;
    check(&changed("\"tokens\": \"", "\"tokens\": \"-"), "id", "secret", &damaged("`tokens` is not base64")).await;
}

#[tokio::test]
async fn an_empty_file_is_a_place_for_tokens() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let store = store(file.path().to_owned(), "id", "secret");
    assert!(!store.may_hold_tokens());
    assert_eq!(store.load(), Ok(None));
    save(&store, &tokens("a")).await.unwrap();
    assert!(store.load().unwrap().is_some());
}

#[tokio::test]
async fn places_that_cannot_be_written_say_so_before_anything_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let error = store(folder.path().to_owned(), "id", "secret").load().unwrap_err();
    assert!(error.to_string().ends_with(": it is a folder"), "{error}");

    let path = folder.path().join("x.txt");
    let kept = store(path.clone(), "id", "secret");
    save(&kept, &tokens("a")).await.unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert!(matches!(kept.check_writable(), Err(StoreError::Unwritable { .. })));
    assert!(matches!(save(&kept, &tokens("b")).await, Err(StoreError::Unwritable { .. })));
    assert_eq!(kept.load().unwrap().unwrap().access_token.expose(), "a");

    // A file where a folder should be stops everybody, also those who may write everywhere.
    let error = store(path.join("y.txt"), "id", "secret").lock(Duration::ZERO).await.unwrap_err();
    assert!(matches!(error, StoreError::Unwritable { .. }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_lock_is_waited_for_and_not_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.txt");
    let (one, other) = (store(path.clone(), "id", "secret"), store(path, "id", "secret"));
    let held = one.lock(Duration::ZERO).await.unwrap();
    let error = other.lock(Duration::from_secs(90)).await.unwrap_err();
    assert!(matches!(error, StoreError::Busy { after, .. } if after.as_secs() == 90), "{error}");
    let waiting = other.lock(Duration::from_secs(90));
    let release = async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        drop(held);
    };
    assert!(tokio::join!(waiting, release).0.is_ok());
}

#[tokio::test]
async fn memory_is_shared_by_those_who_name_the_same_id_and_app() {
    let at = |id: &str, app: &str| {
        Store::new(&SettingsLocation::Memory(format!("store-tests-{id}")), app, &Secret::new("secret"))
    };
    save(&at("one", "app"), &tokens("a")).await.unwrap();
    assert_eq!(at("one", "app").load(), Ok(Some(tokens("a"))));
    assert_eq!(at("two", "app").load(), Ok(None));
    assert_eq!(at("one", "other").load(), Ok(None));
    let store = at("one", "app");
    store.forget(&store.lock(Duration::ZERO).await.unwrap()).unwrap();
    assert!(!at("one", "app").may_hold_tokens());
}
