//! The file between processes, and what becomes of it.

use std::fs;

use super::*;

fn board(limit: u64) -> Board {
    Board { limit, ..Board::default() }
}

/// What the file says to whoever opens it now.
fn seen(folder: &Path) -> Board {
    SharedFile::open(folder, "file").unwrap().update(|board| board.clone()).unwrap()
}

#[test]
fn what_one_writes_the_others_read() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) =
        (SharedFile::open(folder.path(), "file").unwrap(), SharedFile::open(folder.path(), "file").unwrap());
    one.update(|state| *state = board(40)).unwrap();
    assert_eq!(other.update(|state| std::mem::replace(state, board(20))).unwrap(), board(40));
    assert_eq!(one.update(|state| state.clone()).unwrap(), board(20));
}

#[test]
fn while_one_has_it_nobody_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) =
        (SharedFile::open(folder.path(), "file").unwrap(), SharedFile::open(folder.path(), "file").unwrap());
    one.update(|_| assert_eq!(other.update(|_| panic!("both have it")), Err(Busy))).unwrap();
    assert_eq!(other.update(|_| 1), Ok(1));
}

#[test]
fn threads_that_add_up_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                let file = SharedFile::open(folder.path(), "file").unwrap();
                let mut left = 50;
                while left > 0 {
                    left -= i32::from(file.update(|state| state.limit += 1).is_ok());
                }
            });
        }
    });
    assert_eq!(seen(folder.path()).limit, 200);
}

/// Spoils the file, which then says nothing, and works again.
fn check_damage(spoil: fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let file = SharedFile::open(folder.path(), "file").unwrap();
    file.update(|state| *state = board(40)).unwrap();
    spoil(&folder.path().join("file"));
    assert_eq!(file.update(|state| std::mem::replace(state, board(7))).unwrap(), Board::default());
    assert_eq!(seen(folder.path()), board(7));
}

#[test]
fn a_damaged_file_says_nothing_and_is_written_anew() {
    check_damage(|path| fs::write(path, "").unwrap());
    check_damage(|path| fs::write(path, "something else altogether").unwrap());
    check_damage(|path| fs::write(path, vec![0xff; 200_000]).unwrap());
    check_damage(|path| {
        let mut bytes = fs::read(path).unwrap();
        bytes[16] ^= 1;
        fs::write(path, bytes).unwrap();
    });
}

#[test]
fn a_file_that_was_removed_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = SharedFile::open(folder.path(), "file").unwrap();
    fs::remove_file(folder.path().join("file")).unwrap();
    // As if a second had passed since somebody last looked.
    file.opened.lock().unwrap().as_mut().unwrap().looked -= LOOK;
    file.update(|state| *state = board(7)).unwrap();
    assert_eq!(seen(folder.path()), board(7));
}

#[cfg(unix)]
#[test]
fn only_its_user_can_look_into_it() {
    use std::os::unix::fs::PermissionsExt;

    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("pipedrive-sql");
    folder::prepare(&folder).unwrap();
    folder::prepare(&folder).unwrap();
    SharedFile::open(&folder, "file").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&folder.join("file"))), (0o700, 0o600));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing else stays");

    fs::set_permissions(&folder, fs::Permissions::from_mode(0o770)).unwrap();
    assert_eq!(folder::prepare(&folder).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    let link = parent.path().join("link");
    std::os::unix::fs::symlink(&folder, &link).unwrap();
    assert_eq!(folder::prepare(&link).unwrap_err().kind(), io::ErrorKind::NotADirectory);
}

#[cfg(target_os = "linux")]
#[test]
fn the_folder_is_named_by_its_user_and_not_by_the_session() {
    use std::os::unix::fs::MetadataExt;

    let ours = tempfile::tempfile().unwrap().metadata().unwrap().uid();
    assert_eq!(folder::path(), Path::new("/tmp").join(format!("pipedrive-sql-{ours}")));
}
