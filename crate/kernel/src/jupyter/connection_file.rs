//! The file in which Jupyter tells a kernel where to listen.

use super::wire::Key;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;

/// Where to listen, and the key that signs messages.
#[derive(Debug)]
pub struct ConnectionFile {
    content: Value,
}

impl ConnectionFile {
    /// Reads the file that Jupyter named.
    pub fn read(path: &Path) -> Result<ConnectionFile> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the connection file {}", path.display()))?;
        let content = serde_json::from_str(&text)
            .with_context(|| format!("{} is no connection file", path.display()))?;
        Ok(ConnectionFile { content })
    }

    /// The address of one of the five sockets: `shell`, `control`, `stdin`, `iopub`, `hb`.
    pub fn address(&self, socket: &str) -> Result<String> {
        let port = self.content[format!("{socket}_port")]
            .as_u64()
            .with_context(|| format!("the connection file has no {socket}_port"))?;
        let transport = self.text("transport")?;
        let ip = self.text("ip")?;
        Ok(format!("{transport}://{ip}:{port}"))
    }

    /// The key; an empty one means that nothing is signed.
    pub fn key(&self) -> Result<Key> {
        Key::new(self.text("key")?)
    }

    fn text(&self, name: &str) -> Result<&str> {
        self.content[name].as_str().with_context(|| format!("the connection file has no {name}"))
    }
}
