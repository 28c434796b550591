//! A row's course in one line of blocks: `▁▂▄▅▇█`.
//!
//! The lowest block is zero, so that half as much looks like half as much, and two rows compare; the highest is the
//! highest value of the row. Where values are below zero, the lowest block is the lowest of them.

/// The blocks from the lowest to the highest.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A month without a value.
const MISSING: char = '·';
/// A row that never moves: a line, since a full or an empty block would say that it is high or low.
const FLAT: char = '─';

/// The least part of a row's size that the full height of a sparkline with losses stands for: months differ by a
/// tenth in their days alone, and that must not look like a landslide.
const LEAST_RANGE: f64 = 0.25;

/// The points as a sparkline of at most `columns` characters, a `·` for a point that is missing; where there are more
/// points than columns, each character is the mean of several.
pub fn line(points: &[Option<f64>], columns: usize) -> String {
    let points = pooled(points, columns);
    let present = || points.iter().flatten().copied().filter(|point| point.is_finite());
    let (low, high) = present()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| (low.min(point), high.max(point)));
    let size = low.abs().max(high.abs());
    // Seven steps lead from the lowest block to the highest.
    let range = if low >= 0.0 { high } else { (high - low).max(size * LEAST_RANGE) };
    // Losses that hardly move run through the middle.
    let floor = if low >= 0.0 { 0.0 } else { (low + high - range) / 2.0 };
    let level = |point: f64| match high > low {
        true => LEVELS[(((point - floor) / range * 7.0).round().clamp(0.0, 7.0)) as usize],
        false => FLAT,
    };
    points.iter().map(|point| point.filter(|point| point.is_finite()).map_or(MISSING, level)).collect()
}

/// As many points as there are columns: means of neighbours, of those that there are. As they are where they fit.
fn pooled(points: &[Option<f64>], columns: usize) -> Vec<Option<f64>> {
    if points.len() <= columns || columns == 0 {
        return points.to_vec();
    }
    let pool = |at: usize| {
        let (start, end) = (at * points.len() / columns, (at + 1) * points.len() / columns);
        let present: Vec<f64> = points[start..end].iter().flatten().copied().collect();
        (!present.is_empty()).then(|| present.iter().sum::<f64>() / present.len() as f64)
    };
    (0..columns).map(pool).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(points: &[f64]) -> Vec<Option<f64>> {
        points.iter().copied().map(Some).collect()
    }

    #[test]
    fn the_highest_is_full_and_the_lowest_is_low() {
        assert_eq!(line(&some(&[0.0, 1.0, 2.0, 7.0]), 12), "▁▂▃█");
        assert_eq!(line(&[None, Some(1.0), Some(-1.0)], 12), "·█▁");
    }

    #[test]
    fn what_hardly_moves_is_flat() {
        assert_eq!(line(&some(&[0.0, 0.0]), 12), "──");
        assert_eq!(line(&[Some(40.0), None, Some(40.0)], 12), "─·─");
        assert_eq!(line(&some(&[-31.0, -28.0, -31.0]), 12), "▃▆▃");
    }

    #[test]
    fn what_has_no_losses_starts_at_zero() {
        assert_eq!(line(&some(&[31.0, 28.0, 31.0]), 12), "█▇█");
        // Half as much is half as high.
        assert_eq!(line(&some(&[11_043.0, 21_705.0]), 12), "▅█");
        assert_eq!(line(&[Some(7.0), None, Some(0.0)], 12), "█·▁");
    }

    #[test]
    fn long_rows_are_pooled() {
        assert_eq!(line(&some(&[0.0; 600]), 24).chars().count(), 24);
    }
}
