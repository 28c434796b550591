//! The bars of a tornado: how far something moves to both sides of a line in the middle.

use crate::report::Bar;

/// One character of a bar: what it stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece {
    /// A space.
    Empty,
    /// The line in the middle.
    Line,
    /// Where less of something leads.
    Down,
    /// Where more of it leads.
    Up,
}

impl Piece {
    /// The character that is drawn; the two sides differ without colour too.
    pub fn character(self) -> char {
        match self {
            Piece::Empty => ' ',
            Piece::Line => '│',
            Piece::Down => '░',
            Piece::Up => '█',
        }
    }
}

/// The characters of a bar, from left to right: `half` on each side of the line, so `2 * half + 1` in all. A side
/// without a figure is empty.
pub fn pieces(bar: Bar, half: usize) -> Vec<Piece> {
    let mut pieces = vec![Piece::Empty; half * 2 + 1];
    let length = |deviation: f64| {
        let length = (deviation.abs().min(1.0) * half as f64).round() as usize;
        // What moves at all is seen.
        if deviation == 0.0 || !deviation.is_finite() { 0 } else { length.max(1) }
    };
    let mut sides: Vec<(f64, Piece)> = Vec::new();
    sides.extend(bar.down.map(|deviation| (deviation, Piece::Down)));
    sides.extend(bar.up.map(|deviation| (deviation, Piece::Up)));
    // Where both lead to the same side, the shorter is drawn over the longer.
    sides.sort_by(|one, other| other.0.abs().total_cmp(&one.0.abs()));
    for (deviation, piece) in sides {
        let length = length(deviation).min(half);
        let stretch = if deviation < 0.0 { half - length..half } else { half + 1..half + 1 + length };
        pieces[stretch].fill(piece);
    }
    pieces[half] = Piece::Line;
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(down: f64, up: f64) -> String {
        let bar = Bar { down: Some(down), up: Some(up) };
        pieces(bar, 4).into_iter().map(Piece::character).collect()
    }

    #[test]
    fn bars_reach_to_both_sides() {
        assert_eq!(drawn(-1.0, 1.0), "░░░░│████");
        assert_eq!(drawn(0.5, -0.25), "   █│░░  ");
        assert_eq!(drawn(0.0, 0.0), "    │    ");
        assert_eq!(drawn(0.001, f64::NAN), "    │░   ");
        assert_eq!(drawn(1.0, 0.5), "    │██░░");
    }
}
