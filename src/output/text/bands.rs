//! How the columns of a wide table fold into bands that fit the screen.
//!
//! Example: twelve months that do not fit become two bands of six months, each with the row names at its left, and
//! not one of eight and one of four.

use std::ops::Range;

/// How much room the parts of a table need, in columns, gaps included.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// The columns of the whole screen.
    pub screen: usize,
    /// The column of the row names.
    pub names: usize,
    /// The units beside the names.
    pub units: usize,
    /// The column of one month.
    pub month: usize,
    /// The sparkline and the figure of the whole plan.
    pub tail: usize,
}

/// One block of a table: the row names again, and what stands beside them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Band {
    /// The months that it shows, by their place among all of them.
    pub months: Range<usize>,
    /// Whether units are shown.
    pub units: bool,
    /// Whether the sparkline and the figure of the whole plan are shown.
    pub tail: bool,
}

/// The bands for `months` columns, from the top: one if all fit; else several, the first with the plan's figures at its
/// end; else one band of those figures alone first, then the months. What a plan comes to is always in the first.
pub fn fold(months: usize, room: &Room) -> Vec<Band> {
    let wide = room.names + room.units;
    if wide + months * room.month + room.tail <= room.screen {
        return vec![Band { months: 0..months, units: true, tail: true }];
    }
    let bands = split(months, room.screen.saturating_sub(wide) / room.month);
    // The units are said once, beside the plan's figures, so that the months below have their room too.
    let overview = split(months, room.screen.saturating_sub(room.names) / room.month);
    let first = bands.first().map_or(0, |first| first.len());
    let tail_fits = wide + first * room.month + room.tail <= room.screen;
    if tail_fits && bands.len() <= overview.len() + 1 {
        let band = |(at, months)| Band { months, units: true, tail: at == 0 };
        return bands.into_iter().enumerate().map(band).collect();
    }
    let first = Band { months: 0..0, units: true, tail: true };
    let rest = overview.into_iter().map(|months| Band { months, units: false, tail: false });
    std::iter::once(first).chain(rest).collect()
}

/// Splits the months into bands of at most `most`: half-years, thirds and quarters of a year rather than
/// odd numbers, and equal bands rather than a long and a short one.
fn split(months: usize, most: usize) -> Vec<Range<usize>> {
    let most = most.clamp(1, months.max(1));
    let least = months.div_ceil(most);
    // A band more than the fewest possible is a fair price for bands that begin with a year or a quarter.
    let friendly = [60, 48, 36, 24, 12, 6, 4, 3].into_iter().filter(|size| *size <= most);
    let size = friendly
        .filter(|size| months.div_ceil(*size) <= least + 1)
        .find(|size| months.is_multiple_of(*size))
        .unwrap_or_else(|| months.div_ceil(least.max(1)).max(1));
    (0..months).step_by(size).map(|start| start..(start + size).min(months)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(months: usize, most: usize) -> Vec<usize> {
        split(months, most).into_iter().map(|band| band.len()).collect()
    }

    #[test]
    fn bands_are_parts_of_a_year() {
        assert_eq!(sizes(12, 12), [12]);
        assert_eq!(sizes(12, 10), [6, 6]);
        assert_eq!(sizes(12, 7), [6, 6]);
        assert_eq!(sizes(12, 5), [4, 4, 4]);
        assert_eq!(sizes(12, 3), [3, 3, 3, 3]);
        assert_eq!(sizes(24, 17), [12, 12]);
        assert_eq!(sizes(18, 17), [6, 6, 6]);
        assert_eq!(sizes(36, 8), [6; 6]);
        assert_eq!(sizes(13, 12), [7, 6]);
        assert_eq!(sizes(1, 0), [1]);
    }

    #[test]
    fn the_tail_is_in_the_first_band() {
        let room = Room { screen: 80, names: 14, units: 8, month: 6, tail: 22 };
        assert_eq!(fold(6, &room).len(), 1);
        let two = fold(12, &room);
        assert_eq!(two.iter().map(|band| band.tail).collect::<Vec<_>>(), [true, false]);
        let wide = Room { month: 9, ..room };
        let three = fold(12, &wide);
        assert_eq!(three.iter().map(|band| band.months.clone()).collect::<Vec<_>>(), [0..0, 0..6, 6..12]);
        assert!(three[0].tail && three[0].units && !three[1].units);
    }

    proptest::proptest! {
        #[test]
        fn every_month_is_shown_once(
            months in 1usize..601, screen in 1usize..300, names in 1usize..40, month in 1usize..30, tail in 0usize..40,
        ) {
            let room = Room { screen, names, units: 8, month, tail };
            let bands = fold(months, &room);
            let seen: Vec<usize> = bands.iter().flat_map(|band| band.months.clone()).collect();
            proptest::prop_assert_eq!(seen, (0..months).collect::<Vec<_>>());
            let tails: Vec<usize> = (0..bands.len()).filter(|band| bands[*band].tail).collect();
            proptest::prop_assert_eq!(tails, [0]);
            proptest::prop_assert!(bands.iter().any(|band| band.units));
        }
    }
}
