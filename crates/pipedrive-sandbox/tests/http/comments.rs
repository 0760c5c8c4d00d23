//! Comments on notes.

use crate::support::Api;
use crate::v1::walk;

#[tokio::test]
async fn notes_have_their_own_comments() {
    let api = Api::start().await;
    let notes = walk(&api, "/v1/notes?limit=500").await;
    let (mut without, mut with_several) = (0, 0);
    for note in notes.iter().take(80) {
        let id = &note["id"];
        let comments = walk(&api, &format!("/v1/notes/{id}/comments?limit=2")).await;
        assert_eq!(comments, api.rows(&format!("/v1/notes/{id}/comments")).await);
        for comment in &comments {
            assert_eq!(comment["object_id"].as_str().unwrap(), id.to_string());
            let path = format!("/v1/notes/{id}/comments/{}", comment["uuid"].as_str().unwrap());
            assert_eq!(api.get(&path).await.json()["data"], *comment);
            let note_time = note["add_time"].as_str().unwrap().replace(' ', "T");
            assert!(comment["add_time"].as_str().unwrap() >= note_time.as_str(), "{comment} {note}");
            assert!(comment["update_time"].as_str() >= comment["add_time"].as_str());
        }
        without += usize::from(comments.is_empty());
        with_several += usize::from(comments.len() > 2);
    }
    assert!(without > 0 && with_several > 0, "{without} {with_several}");
}

#[tokio::test]
async fn a_comment_is_found_on_its_own_note_only() {
    let api = Api::start().await;
    let unknown = "adf21080-0e10-41eb-879b-05d71fb426ec";
    for (path, error) in [
        ("/v1/notes/999999/comments".to_owned(), "Note not found"),
        (format!("/v1/notes/999999/comments/{unknown}"), "Note not found"),
        (format!("/v1/notes/1/comments/{unknown}"), "Comment not found"),
    ] {
        let reply = api.get(&path).await;
        assert_eq!((reply.status, reply.json()["error"].as_str().unwrap()), (404, error), "{path}");
    }
}
