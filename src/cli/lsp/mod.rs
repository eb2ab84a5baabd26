//! `keyfit lsp`: a language server over a reader and a writer, which are standard input and output.
//!
//! One thread reads, one works. What came in while it worked is looked at before anything is said: changes that wait
//! are made together, a request that was taken back is not worked on, and what is out of date is not published.

mod frame;
mod uri;
mod documents;
mod roots;
mod able;
mod asked;
mod server;

use std::collections::VecDeque;
use std::io::{BufReader, Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use serde_json::Value;

use crate::lint::Options;

use frame::Incoming;
use server::Server;

/// How long nothing must come before what changed is looked at.
const QUIET: Duration = Duration::from_millis(3);

/// Serve until the client ends it. The answer is the exit code.
pub fn serve(options: Options, input: impl Read + Send + 'static, output: impl Write) -> u8 {
    let (sender, receiver) = channel();
    // It ends with the process, or with its input.
    std::thread::spawn(move || read(input, &sender));
    let mut inbox = Inbox { receiver, waiting: VecDeque::new() };
    let mut server = Server::new(options, output);
    loop {
        let Some(incoming) = inbox.next(server.is_behind()) else {
            server.catch_up(&mut inbox);
            continue;
        };
        if let Some(code) = server.take(incoming, &mut inbox) {
            return code;
        }
    }
}

fn read(input: impl Read, sender: &Sender<Incoming>) {
    let mut input = BufReader::new(input);
    loop {
        let incoming = frame::next(&mut input);
        let is_last = matches!(incoming, Incoming::End | Incoming::Refused(_));
        if sender.send(incoming).is_err() || is_last {
            return;
        }
    }
}

/// What came in and was not looked at yet.
pub struct Inbox {
    receiver: Receiver<Incoming>,
    waiting: VecDeque<Incoming>,
}

impl Inbox {
    /// What came next. If something is to be done meanwhile, none where nothing comes for a while.
    fn next(&mut self, is_behind: bool) -> Option<Incoming> {
        if let Some(incoming) = self.waiting.pop_front() {
            return Some(incoming);
        }
        if !is_behind {
            return Some(self.receiver.recv().unwrap_or(Incoming::End));
        }
        match self.receiver.recv_timeout(QUIET) {
            Ok(incoming) => Some(incoming),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Incoming::End),
        }
    }

    /// Whether a message of which something holds waits.
    pub fn has(&mut self, holds: impl Fn(&Value) -> bool) -> bool {
        self.waiting.extend(self.receiver.try_iter());
        self.waiting.iter().any(|it| matches!(it, Incoming::Message(message) if holds(message)))
    }
}
