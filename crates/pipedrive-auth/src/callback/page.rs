//! `Page`: what the browser shows at the end of a sign-in.

use crate::AuthError;

/// A small page without anything from elsewhere: no scripts, no pictures, no fonts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(super) status: u16,
    mark: &'static str,
    color: &'static str,
    title: String,
    lines: Vec<String>,
}

impl Page {
    /// All is well.
    pub(crate) fn signed_in() -> Self {
        Self {
            status: 200,
            mark: "✓",
            color: "#1a7f4b",
            title: "You are signed in".to_owned(),
            lines: vec!["You can close this tab and go back to your program.".to_owned()],
        }
    }

    /// What went wrong, and what to do.
    pub(crate) fn of_error(error: &AuthError) -> Self {
        let mut lines = vec![sentence(&error.to_string())];
        lines.extend(error.hints().iter().map(|hint| sentence(hint)));
        lines.push("You can close this tab.".to_owned());
        Self::failed(400, "Nobody was signed in", lines)
    }

    /// A request that is not the answer this listener waits for.
    pub(super) fn refused(status: u16, line: &str) -> Self {
        Self::failed(status, "Not the answer to this sign-in", vec![line.to_owned()])
    }

    fn failed(status: u16, title: &str, lines: Vec<String>) -> Self {
        Self { status, mark: "!", color: "#b3261e", title: title.to_owned(), lines }
    }

    /// The page as HTML. All text is escaped, whoever wrote it.
    pub(super) fn html(&self) -> String {
        let Self { mark, color, .. } = self;
        let title = escape(&self.title);
        let lines: Vec<String> = self.lines.iter().map(|line| format!("<p>{}</p>\n", escape(line))).collect();
        let lines = lines.concat();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} · pipedrive-sql</title>\n\
             <style>\n:root {{ color-scheme: light dark }}\n\
             body {{ font: 16px/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 90vh; margin: 0 }}\n\
             main {{ max-width: 32rem; padding: 2rem }}\n\
             .mark {{ width: 3rem; height: 3rem; border-radius: 50%; background: {color}; color: #fff; font-size: 1.75rem; \
             display: grid; place-items: center }}\nh1 {{ font-size: 1.5rem; margin: 1rem 0 .5rem }}\n\
             p {{ margin: .5rem 0 }}\nfooter {{ margin-top: 2rem; opacity: .6; font-size: .875rem }}\n</style>\n</head>\n\
             <body>\n<main>\n<div class=\"mark\" aria-hidden=\"true\">{mark}</div>\n<h1>{title}</h1>\n{lines}\
             <footer>pipedrive-sql</footer>\n</main>\n</body>\n</html>\n"
        )
    }
}

/// A message as a sentence of a page.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).chain(['.']).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_others_cannot_become_markup() {
        let page = Page::of_error(&AuthError::ConsentFailed { error: "<script>alert('x')</script>".to_owned() });
        let html = page.html();
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)"), "{html}");
    }

    #[test]
    fn a_page_says_what_happened_and_what_to_do() {
        assert!(Page::signed_in().html().contains("<h1>You are signed in</h1>"));
        let html = Page::of_error(&AuthError::Denied).html();
        assert!(html.contains("<p>The sign-in was denied on Pipedrive&#39;s consent page.</p>"), "{html}");
        assert!(
            html.contains("<p>Sign in again and choose to allow the app, as a user who may install apps.</p>"),
            "{html}"
        );
    }
}
