//! One message and the messages that answer it.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// A message from or to Jupyter.
#[derive(Clone, Debug)]
pub struct Message {
    /// Whom to send a reply to.
    pub identities: Vec<Bytes>,
    /// What the message is, and its own number.
    pub header: Value,
    /// The header of the message that this one answers.
    pub parent: Value,
    /// Anything else about it.
    pub metadata: Value,
    /// What it says.
    pub content: Value,
}

impl Message {
    /// The message's type.
    pub fn kind(&self) -> &str {
        self.header["msg_type"].as_str().unwrap_or_default()
    }

    /// A text of the content; empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.content[name].as_str().unwrap_or_default()
    }

    /// A switch of the content, with the value that the protocol gives it when it is left out.
    pub fn switch(&self, name: &str, usual: bool) -> bool {
        self.content[name].as_bool().unwrap_or(usual)
    }

    /// When the message says that it was sent.
    pub fn date(&self) -> Option<DateTime<Utc>> {
        let date = DateTime::parse_from_rfc3339(self.header["date"].as_str()?).ok()?;
        Some(date.to_utc())
    }

    /// Whether the message says that it was sent before `time`.
    pub fn sent_before(&self, time: DateTime<Utc>) -> bool {
        self.date().is_some_and(|date| date < time)
    }

    /// A message of the kind `kind` that this one caused, for everybody.
    pub fn child(&self, kind: &str, content: Value) -> Message {
        Message {
            identities: Vec::new(),
            header: json!({
                "msg_id": uuid::Uuid::new_v4().to_string(),
                "session": self.header["session"],
                "username": "kernel",
                "date": chrono::Utc::now().to_rfc3339(),
                "msg_type": kind,
                "version": "5.3",
            }),
            parent: self.header.clone(),
            metadata: json!({}),
            content,
        }
    }

    /// The reply to this request, for the one who sent it.
    pub fn reply(&self, content: Value) -> Message {
        let kind = self.kind().replace("_request", "_reply");
        Message { identities: self.identities.clone(), ..self.child(&kind, content) }
    }

    /// A question to the one who sent this request.
    pub fn question(&self, kind: &str, content: Value) -> Message {
        Message { identities: self.identities.clone(), ..self.child(kind, content) }
    }

    /// What this message begins (`busy`) or ends (`idle`).
    pub fn status(&self, state: &str) -> Message {
        self.child("status", json!({ "execution_state": state }))
    }
}
