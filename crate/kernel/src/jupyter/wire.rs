//! A socket that takes and gives whole messages.

use super::message::Message;
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;
use std::io::ErrorKind;
use zeromq::{Socket, SocketRecv, SocketSend, ZmqMessage};

const DELIMITER: &[u8] = b"<IDS|MSG>";

/// Signs messages, so that nobody else on the machine can give the kernel orders.
#[derive(Clone)]
pub struct Key(Option<Hmac<Sha256>>);

impl Key {
    /// The key with this text; an empty one signs nothing.
    pub fn new(text: &str) -> Result<Key> {
        if text.is_empty() {
            return Ok(Key(None));
        }
        let mac = Hmac::new_from_slice(text.as_bytes()).context("the key cannot be used")?;
        Ok(Key(Some(mac)))
    }

    fn digest(&self, parts: &[Bytes]) -> Option<Hmac<Sha256>> {
        let mut mac = self.0.clone()?;
        parts.iter().for_each(|part| mac.update(part));
        Some(mac)
    }

    fn sign(&self, parts: &[Bytes]) -> String {
        self.digest(parts)
            .map(|mac| hex::encode(mac.finalize().into_bytes().as_slice()))
            .unwrap_or_default()
    }

    fn verify(&self, parts: &[Bytes], signature: &[u8]) -> Result<()> {
        match self.digest(parts) {
            None => Ok(()),
            Some(mac) => mac
                .verify_slice(&hex::decode(signature).context("the signature is damaged")?)
                .context("a message was not signed with this kernel's key"),
        }
    }
}

/// One of the kernel's sockets.
pub struct Link<S> {
    socket: S,
    key: Key,
}

impl<S: Socket> Link<S> {
    /// Listens at an address.
    pub async fn bind(address: &str, key: Key) -> Result<Link<S>> {
        let mut socket = S::new();
        socket.bind(address).await.with_context(|| format!("cannot listen at {address}"))?;
        Ok(Link { socket, key })
    }
}

/// Whether the kernel cannot listen because another program does at that port.
pub fn port_is_taken(error: &anyhow::Error) -> bool {
    let kinds = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    kinds.map(std::io::Error::kind).any(|kind| kind == ErrorKind::AddrInUse)
}

impl<S: SocketRecv> Link<S> {
    /// The next message; an error only when the socket itself fails. What is no message, or
    /// not signed, is told on the terminal and passed over.
    pub async fn receive(&mut self) -> Result<Message> {
        loop {
            let raw = self.socket.recv().await?;
            match decode(raw, &self.key) {
                Ok(message) => return Ok(message),
                Err(error) => eprintln!("aimath: passed over a message: {error:#}"),
            }
        }
    }

    /// The next bytes as they are.
    pub async fn receive_raw(&mut self) -> Result<ZmqMessage> {
        Ok(self.socket.recv().await?)
    }
}

impl<S: SocketSend> Link<S> {
    /// Sends a message. One that cannot be sent (its reader has left) is told on the terminal.
    pub async fn send(&mut self, message: &Message) {
        let sent = match encode(message, &self.key) {
            Ok(raw) => self.socket.send(raw).await.map_err(anyhow::Error::from),
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            eprintln!("aimath: a {} was not sent: {error:#}", message.kind());
        }
    }

    /// Sends bytes as they are.
    pub async fn send_raw(&mut self, raw: ZmqMessage) -> Result<()> {
        Ok(self.socket.send(raw).await?)
    }
}

fn decode(raw: ZmqMessage, key: &Key) -> Result<Message> {
    let mut parts = raw.into_vec();
    let delimiter =
        parts.iter().position(|part| &part[..] == DELIMITER).context("it has no delimiter")?;
    let rest = parts.split_off(delimiter);
    let [_, signature, signed @ ..] = &rest[..] else { bail!("it has no signature") };
    let [header, parent, metadata, content, ..] = signed else { bail!("it has too few parts") };
    key.verify(signed, signature)?;
    let read = |part: &Bytes| serde_json::from_slice::<Value>(part).context("a part is no JSON");
    Ok(Message {
        identities: parts,
        header: read(header)?,
        parent: read(parent)?,
        metadata: read(metadata)?,
        content: read(content)?,
    })
}

fn encode(message: &Message, key: &Key) -> Result<ZmqMessage> {
    let mut signed: Vec<Bytes> = Vec::with_capacity(4);
    for part in [&message.header, &message.parent, &message.metadata, &message.content] {
        signed.push(serde_json::to_vec(part)?.into());
    }
    let mut parts = message.identities.clone();
    parts.push(Bytes::from_static(DELIMITER));
    parts.push(key.sign(&signed).into());
    parts.extend(signed);
    ZmqMessage::try_from(parts).map_err(|_| anyhow::anyhow!("the message is empty"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn message() -> Message {
        Message {
            identities: vec![Bytes::from_static(b"you")],
            header: json!({ "msg_type": "execute_request", "session": "s" }),
            parent: json!({}),
            metadata: json!({}),
            content: json!({ "code": "1 + 1" }),
        }
    }

    #[test]
    fn what_was_sent_is_received() {
        let key = Key::new("secret").unwrap();
        let back = decode(encode(&message(), &key).unwrap(), &key).unwrap();
        assert_eq!(back.text("code"), "1 + 1");
        assert_eq!(back.identities, message().identities);
        assert_eq!(back.reply(json!({})).kind(), "execute_reply");
    }

    #[test]
    fn a_port_that_is_taken_is_told_from_other_failures() {
        let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let waiting = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let bind = |address: &str| {
            let key = Key::new("").unwrap();
            waiting.block_on(Link::<zeromq::RouterSocket>::bind(address, key)).err().unwrap()
        };
        let taken = bind(&format!("tcp://{}", other.local_addr().unwrap()));
        assert!(port_is_taken(&taken), "{taken:#}");
        // An address that no machine has.
        let elsewhere = bind("tcp://203.0.113.1:1");
        assert!(!port_is_taken(&elsewhere), "{elsewhere:#}");
    }

    #[test]
    fn another_key_is_not_believed() {
        let raw = encode(&message(), &Key::new("secret").unwrap()).unwrap();
        assert!(decode(raw, &Key::new("other").unwrap()).is_err());
        let unsigned = encode(&message(), &Key::new("").unwrap()).unwrap();
        assert!(decode(unsigned, &Key::new("secret").unwrap()).is_err());
    }
}
