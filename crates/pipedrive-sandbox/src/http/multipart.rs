//! Bodies of several parts, as forms with files have them (RFC 7578).

/// One part of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    /// Name of the field.
    pub(crate) name: &'a str,
    /// Name of the file, if the part is one.
    pub(crate) file_name: Option<&'a str>,
    pub(crate) content: &'a [u8],
}

/// The parts of a body; none if it is not whole.
pub(crate) fn parts<'a>(content_type: &'a str, body: &'a [u8]) -> Option<Vec<Part<'a>>> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameter(parameters, "boundary")?;
    let delimiter = format!("--{boundary}");
    let mut rest = after(body, delimiter.as_bytes())?;
    let mut parts = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let head_end = find(part, b"\r\n\r\n")?;
        let content = &part[head_end + 4..];
        let end = find(content, format!("\r\n{delimiter}").as_bytes())?;
        let head = std::str::from_utf8(&part[..head_end]).ok()?;
        let disposition = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
        })?;
        parts.push(Part {
            name: parameter(disposition, "name")?,
            file_name: parameter(disposition, "filename"),
            content: &content[..end],
        });
        rest = &content[end + 2 + delimiter.len()..];
    }
    rest.starts_with(b"--").then_some(parts)
}

/// A parameter of a header's value, without its quotes.
fn parameter<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    value.split(';').find_map(|parameter| {
        let (known, value) = parameter.split_once('=')?;
        known.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

fn find(body: &[u8], wanted: &[u8]) -> Option<usize> {
    body.windows(wanted.len()).position(|window| window == wanted)
}

fn after<'a>(body: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    find(body, wanted).map(|place| &body[place + wanted.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content_type: &str, body: &str, expect: Option<&[(&str, Option<&str>, &str)]>) {
        let found = parts(content_type, body.as_bytes());
        let found = found.map(|parts| {
            let text = |part: &Part<'_>| String::from_utf8(part.content.to_vec()).unwrap();
            parts.iter().map(|part| (part.name.to_owned(), part.file_name.map(str::to_owned), text(part))).collect()
        });
        let expect = expect.map(|parts| {
            let owned = |&(name, file, text): &(&str, Option<&str>, &str)| {
                (name.to_owned(), file.map(str::to_owned), text.to_owned())
            };
            parts.iter().map(owned).collect::<Vec<_>>()
        });
        assert_eq!(found, expect, "{body}");
    }

    #[test]
    fn parts_are_told_apart_by_the_boundary() {
        let file = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n1\r\n2\r\n";
        let field = "--b\r\nContent-Disposition: form-data; name=\"deal_id\"\r\n\r\n7\r\n";
        let kind = "multipart/form-data; boundary=b";
        check(
            kind,
            &format!("{file}{field}--b--\r\n"),
            Some(&[("file", Some("a.txt"), "1\r\n2"), ("deal_id", None, "7")]),
        );
        check("multipart/form-data; boundary=\"b\"", &format!("{field}--b--"), Some(&[("deal_id", None, "7")]));
        check(kind, file, None);
        check(kind, "", None);
        check("application/json", &format!("{field}--b--"), None);
    }
}
