//! Jupyter's wire protocol: signed messages of several parts over ZeroMQ.
//!
//! See <https://jupyter-client.readthedocs.io/en/stable/messaging.html>.

mod connection_file;
mod message;
mod wire;

pub use connection_file::ConnectionFile;
pub use message::Message;
pub use wire::{Link, port_is_taken};
