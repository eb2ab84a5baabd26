//! Progress on a terminal, for runs that take longer than a second.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use crate::lint::Progress;

/// Do some work, and tell a person who waits how far it is.
pub fn shown_while<T>(progress: &Progress, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    std::thread::scope(|scope| {
        let (done, waiting) = mpsc::channel::<()>();
        scope.spawn(move || tell(progress, &waiting));
        let answer = work();
        drop(done);
        answer
    })
}

fn tell(progress: &Progress, waiting: &mpsc::Receiver<()>) {
    let mut patience = Duration::from_secs(1);
    let mut told = false;
    while let Err(RecvTimeoutError::Timeout) = waiting.recv_timeout(patience) {
        let (read, files) =
            (progress.read.load(Ordering::Relaxed), progress.files.load(Ordering::Relaxed));
        eprint!("\r\x1b[2Kchecking: {read} of {files} files");
        let _ = std::io::stderr().flush();
        patience = Duration::from_millis(200);
        told = true;
    }
    if told {
        eprint!("\r\x1b[2K");
        let _ = std::io::stderr().flush();
    }
}
