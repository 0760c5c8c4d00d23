//! A file of this machine as part of a form: `multipart/form-data`, read while it is sent
//! (<https://www.rfc-editor.org/rfc/rfc7578>).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::Stream;
use futures::stream;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use crate::request::Body;

/// Most bytes read at a time.
const CHUNK: u64 = 64 * 1024;

/// The slowest line an upload is given time for, in bytes a second.
const SLOWEST: u64 = 16 * 1024;

/// A file that was looked at, to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    path: PathBuf,
    name: String,
    size: u64,
    sent: Sent,
}

/// How many bytes of a file have left. It is no part of what makes two files the same.
#[derive(Clone, Debug, Default)]
struct Sent(Arc<AtomicU64>);

impl PartialEq for Sent {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Sent {}

impl Upload {
    /// The file at `path`, which is opened to see that it can be read.
    ///
    /// # Errors
    /// If it cannot be read, or is no file.
    pub async fn at(path: &Path) -> io::Result<Self> {
        // Opening what is no file, such as a pipe, may wait for ever.
        let found = tokio::fs::metadata(path).await?;
        if found.is_file() {
            File::open(path).await?;
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        match name {
            Some(name) if found.is_file() => {
                Ok(Self { path: path.to_owned(), name, size: found.len(), sent: Sent::default() })
            }
            _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file")),
        }
    }

    /// Its size, in bytes.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// How many of its bytes have been handed to the connection by now; an attempt that is repeated begins anew.
    pub fn sent(&self) -> u64 {
        self.sent.0.load(Relaxed)
    }
}

/// The file in a body, after the bytes that come before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attached {
    path: PathBuf,
    size: u64,
    sent: Sent,
    /// The end of the form.
    after: Bytes,
}

/// A form of these fields and the file as its member `name`.
///
/// Its parts are told apart by a line of 128 random bits, which no file has by chance.
pub(crate) fn form(fields: &[(String, String)], name: &str, file: Upload) -> Body {
    let boundary = format!("pipedrive-sql-{:032x}", fastrand::u128(..));
    let mut before = String::new();
    for (field, value) in fields {
        let field = quoted(field);
        before.extend([
            "--",
            &boundary,
            "\r\ncontent-disposition: form-data; name=\"",
            &field,
            "\"\r\n\r\n",
            value,
            "\r\n",
        ]);
    }
    let (name, file_name) = (quoted(name), quoted(&file.name));
    before.extend([
        "--",
        &boundary,
        "\r\ncontent-disposition: form-data; name=\"",
        &name,
        "\"; filename=\"",
        &file_name,
    ]);
    before.push_str("\"\r\ncontent-type: application/octet-stream\r\n\r\n");
    let after = format!("\r\n--{boundary}--\r\n").into();
    Body {
        bytes: before.into(),
        media_type: format!("multipart/form-data; boundary={boundary}").into(),
        file: Some(Attached { path: file.path, size: file.size, sent: file.sent, after }),
    }
}

/// A name as it stands between quotes, as browsers write it
/// (<https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data>).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl Attached {
    /// Bytes of the whole body.
    pub(crate) fn length(&self, before: &Bytes) -> u64 {
        let around = u64::try_from(before.len() + self.after.len()).unwrap_or(u64::MAX);
        self.size.saturating_add(around)
    }

    /// How much longer than others a request with it may take.
    pub(crate) const fn patience(&self) -> Duration {
        Duration::from_secs(self.size / SLOWEST)
    }

    /// The body in pieces, of exactly the length told.
    ///
    /// # Errors
    /// If the file cannot be opened any more.
    pub(crate) async fn stream(
        &self,
        before: Bytes,
    ) -> io::Result<impl Stream<Item = io::Result<Bytes>> + Send + 'static> {
        let file = File::open(&self.path).await?;
        self.sent.0.store(0, Relaxed);
        let sent = self.sent.clone();
        let pieces = Pieces { before: Some(before), file, left: self.size, sent, after: Some(self.after.clone()) };
        Ok(stream::try_unfold(pieces, Pieces::next))
    }
}

/// What is still to be sent.
struct Pieces {
    before: Option<Bytes>,
    file: File,
    left: u64,
    sent: Sent,
    after: Option<Bytes>,
}

impl Pieces {
    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        if let Some(before) = self.before.take() {
            return Ok(Some((before, self)));
        }
        if self.left > 0 {
            let mut piece = BytesMut::new();
            let mut rest = (&mut self.file).take(self.left.min(CHUNK));
            // A file that grows is sent up to the length that was told.
            let read = rest.read_buf(&mut piece).await?;
            if read == 0 {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was sent"));
            }
            let read = u64::try_from(read).unwrap_or(u64::MAX);
            self.left = self.left.saturating_sub(read);
            self.sent.0.fetch_add(read, Relaxed);
            return Ok(Some((piece.freeze(), self)));
        }
        Ok(self.after.take().map(|after| (after, self)))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use futures::StreamExt;

    use super::*;

    async fn sent(body: &Body) -> Vec<u8> {
        let file = body.file.as_ref().unwrap();
        let mut stream = Box::pin(file.stream(body.bytes.clone()).await.unwrap());
        let mut all = Vec::new();
        while let Some(piece) = stream.next().await {
            all.extend_from_slice(&piece.unwrap());
        }
        all
    }

    #[tokio::test]
    async fn a_form_is_sent_as_long_as_it_says() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a \"quoted\" name.bin");
        let content: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        std::fs::File::create(&path).unwrap().write_all(&content).unwrap();
        let upload = Upload::at(&path).await.unwrap();
        assert_eq!((upload.size(), upload.sent()), (800_000, 0));
        let body = form(&[("deal_id".to_owned(), "7".to_owned())], "file", upload.clone());
        // A second attempt counts anew.
        for _ in 0..2 {
            sent(&body).await;
            assert_eq!(upload.sent(), 800_000);
        }
        let all = sent(&body).await;
        assert_eq!(u64::try_from(all.len()).unwrap(), body.file.as_ref().unwrap().length(&body.bytes));
        let boundary = body.media_type.split_once("boundary=").unwrap().1;
        let before = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"deal_id\"\r\n\r\n7\r\n--{boundary}\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"a %22quoted%22 name.bin\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        let expect = [before.as_bytes(), &content, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
        assert!(all == expect);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_is_no_file_is_not_opened() {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let opened = tokio::time::timeout(Duration::from_mins(1), Upload::at(&pipe)).await;
        assert_eq!(opened.expect("it does not wait for a writer").unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }

    #[tokio::test]
    async fn a_file_that_shrinks_is_an_error_and_one_that_is_none_too() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        std::fs::write(&path, "0123456789").unwrap();
        let body = form(&[], "file", Upload::at(&path).await.unwrap());
        std::fs::write(&path, "0123").unwrap();
        let pieces = body.file.as_ref().unwrap().stream(Bytes::new()).await.unwrap();
        let last = pieces.collect::<Vec<_>>().await.pop().unwrap();
        assert_eq!(last.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        assert!(Upload::at(directory.path()).await.is_err());
        assert!(Upload::at(&directory.path().join("b")).await.is_err());
    }
}
