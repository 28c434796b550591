//! Two versions of a plan: not a question to one plan, but an answer like the others.

use super::Answer;
use crate::analysis::Difference;
use crate::report::{self, Records, Report};

impl Answer for Difference {
    fn report(&self) -> Report {
        report::diff(self, false)
    }
    fn page(&self) -> Report {
        report::diff(self, true)
    }
    fn records(&self) -> Records {
        report::diff_records(self)
    }
}
