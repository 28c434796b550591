//! Work that may take long says so, on a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often the sign of life moves.
const TICK: Duration = Duration::from_millis(120);

/// Does the work while stderr shows that something is going on, and clears that when the work is done. Ctrl-C
/// ends the process, which is safe: nothing is written before the work is done.
pub fn during<T>(what: &'static str, work: impl FnOnce() -> T) -> T {
    // Where stderr is no terminal this draws nothing; what is quick is done before the first tick is seen.
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::default_spinner());
    bar.set_message(what);
    bar.enable_steady_tick(TICK);
    let done = work();
    bar.finish_and_clear();
    done
}
