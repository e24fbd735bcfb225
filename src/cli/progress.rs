//! Standard error: messages, and a bar while there is nothing else to see.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::plan::{Destination, Plan};

/// What is done before that needs no bar.
const BLINK: Duration = Duration::from_millis(500);
/// How often the picture moves.
const TICK: Duration = Duration::from_millis(100);

/// What the user sees besides the data.
pub(super) struct Progress {
    bar: ProgressBar,
    /// How many of inputs have been read.
    bytes: Arc<AtomicU64>,
    /// Wakes the thread that waits for a blink to pass, by being dropped.
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    pub(super) fn start(plan: &Plan) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let bytes = Arc::new(AtomicU64::new(0));
        // Where the data goes to the terminal too, the bar would stand in the midst of it.
        let data_is_seen = plan.destination == Destination::Stdout && io::stdout().is_terminal();
        if plan.quiet || data_is_seen || !io::stderr().is_terminal() {
            return Self { bar, bytes, waiting: None };
        }
        let template = if plan.inputs.len() > 1 {
            bar.set_length(u64::try_from(plan.inputs.len()).unwrap_or(u64::MAX));
            "{spinner} [{bar:30}] {pos}/{len} files {rate} {wide_msg}"
        } else {
            "{spinner} {elapsed} {wide_msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            let bytes = Arc::clone(&bytes);
            let rate = move |state: &ProgressState, out: &mut dyn fmt::Write| {
                let seconds = state.elapsed().as_secs_f64().max(1e-3);
                let files = state.pos() as f64 / seconds;
                let megabytes = bytes.load(Ordering::Relaxed) as f64 / 1e6 / seconds;
                // Nobody misses a rate that could not be drawn.
                let _ = write!(out, "{files:.1} files/s {megabytes:.1} MB/s");
            };
            bar.set_style(style.progress_chars("=> ").with_key("rate", rate));
        }
        let (sender, receiver) = mpsc::channel();
        let shown = bar.clone();
        let thread = thread::Builder::new().spawn(move || {
            if receiver.recv_timeout(BLINK) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        Self { bar, bytes, waiting: thread.ok().map(|thread| (sender, thread)) }
    }

    /// Tells what is being done.
    pub(super) fn at(&self, message: String) {
        self.bar.set_message(message);
    }

    /// Counts the bytes of an input.
    pub(super) fn has_read(&self, bytes: usize) {
        self.bytes.fetch_add(u64::try_from(bytes).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Counts an input that is done.
    pub(super) fn done_one(&self) {
        self.bar.inc(1);
    }

    /// Does something while no bar is shown. Data may go to the same terminal by way of a pager, which also makes
    /// writing wait for its user.
    pub(super) fn hidden<T>(&self, action: impl FnOnce() -> T) -> T {
        self.bar.suspend(action)
    }

    /// Prints on standard error, with colours where it is a terminal that wants them.
    pub(super) fn print(&self, text: &str) {
        // Where standard error is closed there is nobody to tell, and the data is still wanted.
        let _ = self.hidden(|| anstream::stderr().lock().write_all(text.as_bytes()));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.waiting.take() {
            drop(sender);
            // A bar that did not come needs no clearing, and no other error can come from that thread.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}
