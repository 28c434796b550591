//! When two figures count as the same: a number that was found is good to twelve digits, and what depends on
//! it is no better.

use crate::diagnostic::{Advice, Code, Diagnostic, Prose};
use crate::value::Number;

/// Whether a difference is no more than what is left of rounding: below 1e-12 of the larger of these figures, or
/// of 1 where all are smaller.
pub(super) fn is_nothing(difference: Number, figures: &[Number]) -> bool {
    // Times a trillion and not the figures over it: a division costs several times as much, and a session asks this of
    // every month that a change reaches. So does finding the largest: what is below it is below one of them. What is
    // too large for the product is no rounding.
    difference.abs().times(Number::TRILLION).is_ok_and(|(scaled, _)| {
        let is_below = |figure: Number| scaled.compare(figure).is_lt();
        is_below(Number::ONE) || figures.iter().any(|figure| is_below(figure.abs()))
    })
}

/// Whether two figures count as the same; a missing one is the same only as a missing one.
pub(super) fn same(one: Option<Number>, other: Option<Number>) -> bool {
    Tolerance::default().allows(one, other)
}

/// How far the later of two figures lies above the earlier one: zero where only rounding tells them apart, none where
/// that is too large a number.
pub(super) fn difference(before: Number, after: Number) -> Option<Number> {
    let (difference, _) = after.minus(before).ok()?;
    Some(if is_nothing(difference, &[before, after]) { Number::ZERO } else { difference })
}

/// The same as a share of the earlier one's size; none where that is nothing.
pub(super) fn share(before: Number, after: Number) -> Option<Number> {
    let difference = difference(before, after)?;
    if before.is_zero() {
        return None;
    }
    difference.over(before.abs()).ok().map(|(share, _)| share)
}

/// How far two numbers may lie apart and still count as the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tolerance {
    /// So far, in the row's own unit: 0.01 is a cent, and a percentage point of a percentage.
    Amount(Number),
    /// By this share of the larger of the two: 0.01 is one percent of it.
    Share(Number),
}

impl Default for Tolerance {
    fn default() -> Tolerance {
        Tolerance::Amount(Number::ZERO)
    }
}

impl Tolerance {
    /// Reads `0.01`, an amount, or `1%`, a share.
    ///
    /// # Errors
    /// Anything else, with an example of both.
    pub fn parse(text: &str) -> Result<Tolerance, Diagnostic> {
        let share = text.strip_suffix('%');
        let number =
            Number::parse(share.unwrap_or(text)).filter(|_| text.contains(|c: char| c.is_ascii_digit()));
        let number = number.ok_or_else(|| {
            Diagnostic::without_place(
                Code::WrongArguments,
                format!("`--tolerance` wants an amount or a percentage, not `{text}`"),
            )
            .help(
                Prose::from("write ")
                    .advise(Advice::option("tolerance", "0.01"))
                    .and(" for a cent, ")
                    .advise(Advice::option("tolerance", "1%"))
                    .and(" for a hundredth of each number"),
            )
        })?;
        Ok(match share {
            Some(_) => Tolerance::Share(Number::from_percent(number)),
            None => Tolerance::Amount(number),
        })
    }

    /// Whether two figures count as the same: where only rounding tells them apart, or they lie no further apart than
    /// this allows. A missing figure is the same only as a missing one.
    pub(super) fn allows(self, one: Option<Number>, other: Option<Number>) -> bool {
        let (Some(a), Some(b)) = (one, other) else { return one == other };
        // Most figures agree or differ plainly, which is quicker to see than to work out how far two lie apart, and a
        // session asks of every month that a change reaches.
        if self == Tolerance::default()
            && let Some(agree) = a.plainly_agrees_with(b)
        {
            return agree;
        }
        if a == b {
            return true;
        }
        let Some(apart) = a.difference(b) else { return false };
        let allowed = match self {
            Tolerance::Amount(amount) => amount,
            Tolerance::Share(share) => {
                // What is more than a number holds is more than any two numbers are apart.
                let Ok((allowed, _)) = a.abs().max(b.abs()).times(share) else { return true };
                allowed
            }
        };
        apart.abs() <= allowed || is_nothing(apart, &[a, b])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quick look says nothing else than the difference does, on both sides of the border and at it.
    #[test]
    fn what_is_plain_is_so_exactly() {
        let (mut told, mut untold) = (0, 0);
        for size in ["0", "0.3", "1", "7.25", "80000.125", "123456789012.5", "9999999999999999999.5"] {
            for apart in 0..=60_u64 {
                let a = Number::parse(size).unwrap_or_default();
                // From nothing to three times the border, of a size of 1 and of the figure's own.
                for step in
                    [Number::from_parts(apart * 5, 14), a.times(Number::from_parts(apart * 5, 14)).unwrap().0]
                {
                    let b = a.plus(step).unwrap().0;
                    let exact = b.difference(a).is_some_and(|apart| is_nothing(apart, &[a, b]));
                    for (one, other) in [(a, b), (b, a), (a.negated(), b.negated())] {
                        match one.plainly_agrees_with(other) {
                            Some(agree) => {
                                assert_eq!(agree, exact, "{one} and {other}");
                                told += 1;
                            }
                            None => untold += 1,
                        }
                    }
                }
            }
        }
        assert!(told > 10 * untold && untold > 0, "{told} and {untold}");
    }

    #[test]
    fn what_rounding_leaves_is_nothing() {
        let number = |text: &str| Number::parse(text).unwrap_or_default();
        assert!(is_nothing(Number::ZERO, &[]));
        assert!(is_nothing(number("0.00000000000000000001"), &[number("0.5"), number("0.5")]));
        assert!(is_nothing(number("0.00000000099"), &[number("1000"), number("1000")]));
        assert!(!is_nothing(number("0.000000000001"), &[number("1")]));
        assert!(!is_nothing(number("0.000001"), &[number("100000")]));
    }
}
