//! Files to the account and back.

use std::path::Path;

use pipedrive_datafusion::ErrorKind;
use pipedrive_sandbox::{Downloads, FaultPlan, Quirks, SandboxConfig};
use tempfile::tempdir;

use super::{one, sent};
use crate::fixture::{Fixture, describe, small};

/// What lies in a directory.
fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_file_goes_up_and_comes_back() {
    let directory = tempdir().unwrap();
    let content: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    let source = directory.path().join("it's \"odd\".bin");
    std::fs::write(&source, &content).unwrap();
    for downloads in [Downloads::Elsewhere, Downloads::Content] {
        let quirks = Quirks { downloads, ..Quirks::default() };
        let fixture = Fixture::with(SandboxConfig { quirks, ..small() }, "").await;
        let path = source.display().to_string().replace('\'', "''");
        let rows = fixture.expect(&format!("CALL UploadFile('{path}', DealId => 5)")).await;
        let id = &rows[0][0];
        assert_eq!(rows[0][2], content.len().to_string());
        assert_eq!(sent(&fixture), ["POST /api/v1/files 200 10"]);
        assert_eq!(one(&fixture, &format!("SELECT deal_id FROM files WHERE id = {id}")).await, "5");
        let target = directory.path().join(format!("back-{downloads:?}"));
        fixture.requests();
        let call = format!("CALL DownloadFile({id}, '{}')", target.display());
        let rows = fixture.expect(&call).await;
        assert_eq!(rows, [[target.display().to_string(), content.len().to_string()]]);
        assert!(std::fs::read(&target).unwrap() == content);
        assert_eq!(sent(&fixture)[0], format!("GET /api/v1/files/{id}/download"));
        // What is there stays, and nothing is sent.
        std::fs::write(&target, "mine").unwrap();
        fixture.requests();
        let error = fixture.rows(&call).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{}", describe(&error));
        assert_eq!((std::fs::read(&target).unwrap().as_slice(), sent(&fixture).len()), (b"mine".as_slice(), 0));
        fixture.expect(&call.replace("')", "', Overwrite => true)")).await;
        assert!(std::fs::read(&target).unwrap() == content);
    }
    assert_eq!(names(directory.path()).len(), 3, "no part is left");
}

#[tokio::test(start_paused = true)]
async fn a_broken_download_leaves_nothing() {
    let directory = tempdir().unwrap();
    for (fault, times) in [("drop", "*9"), ("cut", "*9"), ("500", "*9"), ("404", "")] {
        let fixture = Fixture::new().await;
        fixture.sandbox.set_faults(format!("GET files:{fault}{times}").parse::<FaultPlan>().unwrap_or_default());
        let path = directory.path().join("file");
        let call = format!("CALL DownloadFile({}, '{}')", if fault == "404" { 999_999 } else { 1 }, path.display());
        let result = fixture.rows(&call).await;
        assert!(result.is_err(), "{fault}: {result:?}");
        assert_eq!(names(directory.path()), [""; 0], "{fault}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_or_saved_is_said_before_anything_is_sent() {
    let fixture = Fixture::new().await;
    let directory = tempdir().unwrap();
    let at = directory.path().display();
    for (call, expect) in [
        (format!("CALL UploadFile('{at}/none')"), format!("cannot read the file `{at}/none`: ")),
        (format!("CALL UploadFile('{at}')"), format!("cannot read the file `{at}`: ")),
        (format!("CALL SetPersonPicture(1, '{at}/none')"), format!("cannot read the file `{at}/none`: ")),
        (format!("CALL DownloadFile(1, '{at}')"), format!("`{at}` is a directory; nothing was sent")),
        (format!("CALL DownloadFile(1, '{at}/none/x')"), format!("cannot save to `{at}/none/x`: ")),
    ] {
        let error = fixture.rows(&call).await.unwrap_err();
        assert!(error.to_string().starts_with(&expect), "{call}: {}", describe(&error));
    }
    assert_eq!(sent(&fixture), [""; 0]);
    assert_eq!(names(directory.path()), [""; 0]);
}

#[tokio::test]
async fn a_person_gets_a_picture() {
    let fixture = Fixture::new().await;
    let directory = tempdir().unwrap();
    let path = directory.path().join("face.png");
    std::fs::write(&path, b"\x89PNG not really").unwrap();
    let call = format!("CALL SetPersonPicture(3, '{}', CropX => 0, CropY => 0, CropWidth => 9)", path.display());
    let rows = fixture.expect(&call).await;
    assert_eq!(sent(&fixture), ["POST /api/v1/persons/3/picture 200 10"]);
    assert_eq!(one(&fixture, "SELECT picture_id FROM persons WHERE id = 3").await, rows[0][0]);
}

/// Sends a call with that file, which must be refused before anything is sent.
async fn refused(path: &Path, kind: ErrorKind, expect: &str) {
    let fixture = Fixture::new().await;
    for dry_run in [false, true] {
        fixture.expect(&format!("SET pipedrive.dry_run = {dry_run}")).await;
        for call in [
            format!("CALL UploadFile('{}')", path.display()),
            format!("CALL SetPersonPicture(1, '{}')", path.display()),
        ] {
            let error = fixture.rows(&call).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{call}: {}", describe(&error));
            assert_eq!(error.to_string(), expect.replace('#', &path.display().to_string()), "{call}");
        }
    }
    assert_eq!(sent(&fixture), [""; 0], "{expect}");
}

#[tokio::test]
async fn a_file_that_is_missing_is_said_before_anything_is_sent() {
    let directory = tempdir().unwrap();
    let expect = "cannot read the file `#`: No such file or directory (os error 2); nothing was sent";
    refused(&directory.path().join("none"), ErrorKind::NotFound, expect).await;
}

#[tokio::test]
async fn a_directory_is_said_to_be_no_file() {
    let directory = tempdir().unwrap();
    refused(directory.path(), ErrorKind::InvalidArgument, "cannot read the file `#`: it is no file; nothing was sent")
        .await;
}

#[tokio::test]
async fn a_file_that_is_too_large_is_said_before_anything_is_sent() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("large");
    // It takes no room on disk.
    std::fs::File::create(&path).unwrap().set_len((1 << 30) + 1).unwrap();
    let expect = "`#` has 1073741825 bytes, and at most 1073741824 are sent; nothing was sent";
    refused(&path, ErrorKind::InvalidArgument, expect).await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_cannot_be_read_is_said_before_anything_is_sent() {
    let directory = tempdir().unwrap();
    // Whoever may read everything cannot read this either: it leads to itself.
    let path = directory.path().join("loop");
    std::os::unix::fs::symlink(&path, &path).unwrap();
    let expect = "cannot read the file `#`: Too many levels of symbolic links (os error 40); nothing was sent";
    refused(&path, ErrorKind::InvalidArgument, expect).await;
}

#[tokio::test]
async fn how_much_of_a_file_is_sent_is_told_on_the_way() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("a");
    std::fs::write(&path, vec![7; 3_000_000]).unwrap();
    let fixture = Fixture::new().await;
    assert_eq!(fixture.session.write_progress(), None);
    let sql = format!("CALL UploadFile('{}', DealId => 5)", path.display());
    let mut result = fixture.session.query(&sql).await.unwrap();
    let mut next = Box::pin(result.next());
    let mut seen = Vec::new();
    let batch = loop {
        if let std::task::Poll::Ready(batch) = futures::poll!(&mut next) {
            break batch;
        }
        let progress = fixture.session.write_progress().and_then(|write| write.upload);
        seen.extend(progress.map(|upload| (upload.sent, upload.size)));
        tokio::task::yield_now().await;
    };
    assert!(batch.unwrap().is_some());
    assert!(seen.iter().all(|(_, size)| *size == 3_000_000) && seen.is_sorted(), "{seen:?}");
    assert!(seen.iter().any(|(sent, _)| *sent > 0 && *sent < 3_000_000), "{seen:?}");
    drop(next);
    let progress = fixture.session.write_progress().unwrap();
    assert_eq!((progress.written, progress.ended, progress.upload.unwrap().sent), (1, true, 3_000_000));
}
