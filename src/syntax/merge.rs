//! A merge that git could not finish by itself: its marks are one finding, whatever stands between them.

use super::Reporter;
use crate::diagnostic::{Code, Diagnostic};

/// Reports the marks of an unfinished merge; says whether there are any.
pub(super) fn refuse(text: &str, reporter: &mut Reporter) -> bool {
    let mut at = 0;
    // Before anything is parsed: both halves of the conflict would be read, and each name be defined twice.
    for line in text.split_inclusive('\n') {
        // No line of a plan can start so. `=======` alone is somebody's ruler.
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
            let span = reporter.span(at, at + line.trim_end().len());
            let message = "the plan holds the marks of a merge that was not finished";
            let help = "between `<<<<<<<` and `>>>>>>>` keep the lines that hold, on either side of `=======`, and take \
                        the marks away";
            reporter.report(Diagnostic::new(Code::Syntax, message, span, "left by git").help(help));
            return true;
        }
        at += line.len();
    }
    false
}
