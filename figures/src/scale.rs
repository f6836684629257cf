//! Where on the width of a plot a value stands.

use crate::Figure;
use crate::words::number;

/// How many digits fit side by side into the narrowest plot, a telephone's.
const NARROWEST: f64 = 36.0;
/// More than so many times the smallest value, and the small ones could no
/// longer be told apart: then the scale is logarithmic.
const LINEAR_UP_TO: f64 = 30.0;
/// Between two labels, in digits.
const GAP: f64 = 0.5;
/// More lines than that are a hatching.
const MOST_STEPS: u32 = 5;

/// From what is written at the left edge to the largest value at the right one.
pub struct Scale {
    start: f64,
    end: f64,
    pub is_logarithmic: bool,
    /// Round values with a line of their own.
    pub ticks: Vec<f64>,
    /// How many times as much each tick of a logarithmic scale is as the last.
    pub factor: f64,
    /// How many digits' width is left free beside the scale, for the text that
    /// follows the marks.
    pub room: usize,
}

impl Scale {
    /// A scale for `figure`, of whose rows each has a text of so many `letters`
    /// behind its mark.
    pub fn of(figure: &Figure, letters: impl Iterator<Item = usize>) -> Self {
        let medians = || figure.rows.iter().map(|row| row.median);
        let least = medians().fold(f64::INFINITY, f64::min);
        let most = medians().fold(0.0, f64::max);
        // Nothing is so many times 0: a logarithmic scale has no place for it.
        let is_logarithmic = least > 0.0 && most > LINEAR_UP_TO * least;
        let highs = figure.rows.iter().map(|row| row.high);
        let end = highs.fold(0.0, f64::max);
        let mut scale = Self {
            start: if is_logarithmic {
                power_below(least)
            } else {
                0.0
            },
            end: if end > 0.0 { end } else { 1.0 },
            is_logarithmic,
            ticks: Vec::new(),
            factor: 10.0,
            room: 0,
        };
        let beyond = figure.rows.iter().zip(letters).map(|(row, letters)| {
            let free = 1.0 - scale.place(row.high) / 100.0;
            letters as f64 + 2.0 - free * NARROWEST / 2.0
        });
        scale.room = beyond.fold(2.0, f64::max).ceil() as usize;
        let width = (NARROWEST - scale.room as f64).max(NARROWEST / 4.0);
        if is_logarithmic {
            scale.powers(width);
        } else {
            scale.steps(width);
        }
        scale
    }

    /// In percent of the width. What lies to the left of the scale stands at its edge.
    pub fn place(&self, value: f64) -> f64 {
        let part = if self.is_logarithmic {
            (value.max(self.start) / self.start).log10()
                / (self.end / self.start).log10()
        } else {
            value / self.end
        };
        100.0 * part
    }

    /// Multiples of the first round step whose labels have room.
    fn steps(&mut self, width: f64) {
        let mut unit = power_below(self.end / 100.0);
        loop {
            for digit in [1.0, 2.0, 5.0] {
                let step = digit * unit;
                let count = (self.end / step + 1e-9).floor() as u32;
                if count > MOST_STEPS {
                    continue;
                }
                let ticks = (0..=count).map(|n| f64::from(n) * step);
                self.ticks = ticks.collect();
                let room = step / self.end * width;
                if room >= self.apart() || count <= 1 {
                    return;
                }
            }
            unit *= 10.0;
        }
    }

    /// Powers of ten, of a hundred, and so on, until the labels have room.
    fn powers(&mut self, width: f64) {
        loop {
            let mut tick = self.start;
            self.ticks.clear();
            while tick <= self.end * (1.0 + 1e-9) {
                self.ticks.push(tick);
                tick *= self.factor;
            }
            let step = self.place(self.start * self.factor) / 100.0;
            if step * width >= self.apart() || self.ticks.len() <= 2 {
                return;
            }
            self.factor *= 10.0;
        }
    }

    /// How far two ticks have to be apart, in digits: labels stand in the middle
    /// above their lines, but the first begins at its line.
    fn apart(&self) -> f64 {
        let labels = self.ticks.iter().map(|&tick| {
            let label = number(tick);
            let digits = label.chars().filter(char::is_ascii_digit).count();
            (digits + label.len()) as f64 / 2.0 // a comma is half as wide
        });
        let labels = Vec::from_iter(labels);
        let mut apart = 0.0;
        for (at, pair) in labels.windows(2).enumerate() {
            let before = if at == 0 { pair[0] } else { pair[0] / 2.0 };
            apart = f64::max(apart, before + pair[1] / 2.0 + GAP);
        }
        apart
    }
}

/// The largest power of ten that is not above `value`.
fn power_below(value: f64) -> f64 {
    10_f64.powi((value.log10() + 1e-9).floor() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Row;

    fn scale(medians: &[f64]) -> Scale {
        let row = |&median: &f64| Row {
            name: "a".to_owned(),
            median,
            low: median,
            high: median,
            calls: None,
        };
        let figure = Figure {
            id: "a".to_owned(),
            title: "A.".to_owned(),
            unit: "µs".to_owned(),
            more_is_better: false,
            calls_for_each: None,
            rows: medians.iter().map(row).collect(),
        };
        let letters = medians.iter().map(|&median| number(median).len());
        Scale::of(&figure, letters)
    }

    #[test]
    fn ticks_are_round_and_start_at_zero() {
        for (most, ticks) in [
            (0.3, vec![0.0, 0.1, 0.2, 0.3]),
            (1.0, vec![0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
            (4.7, vec![0.0, 1.0, 2.0, 3.0, 4.0]),
            (90.0, vec![0.0, 20.0, 40.0, 60.0, 80.0]),
            (233_615.0, vec![0.0, 100_000.0, 200_000.0]),
        ] {
            let scale = scale(&[most, most / 2.0]);
            let shown = scale.ticks.iter().map(|&tick| number(tick));
            let wanted = ticks.iter().map(|&tick| number(tick));
            assert_eq!(Vec::from_iter(shown), Vec::from_iter(wanted));
            assert!(!scale.is_logarithmic);
        }
    }

    #[test]
    fn the_scale_is_logarithmic_above_thirty_times() {
        assert!(!scale(&[1.0, 30.0]).is_logarithmic);
        let wide = scale(&[1.0, 30.1]);
        assert!(wide.is_logarithmic);
        assert_eq!(wide.ticks, [1.0, 10.0]);
        assert!((wide.place(1.0)).abs() < 1e-9);
        assert!((wide.place(30.1) - 100.0).abs() < 1e-9);
        let tick = wide.place(10.0);
        assert!((tick - 100.0 / 30.1_f64.log10()).abs() < 1e-9);
    }

    #[test]
    fn labels_of_a_long_scale_have_room() {
        let long = scale(&[0.001, 90_000.0]);
        assert_eq!(long.factor, 100.0);
        let shown = Vec::from_iter(long.ticks.iter().map(|&tick| number(tick)));
        assert_eq!(shown, ["0.001", "0.1", "10", "1,000"]);
    }

    #[test]
    fn zero_has_no_place_on_a_logarithmic_scale() {
        let scale = scale(&[0.0, 1000.0]);
        assert!(!scale.is_logarithmic);
        assert_eq!(scale.place(0.0), 0.0);
        assert_eq!(super::tests::scale(&[0.0]).place(0.0), 0.0);
    }

    #[test]
    fn all_values_stand_in_their_order_within_the_width() {
        for medians in [[1.0, 2.0, 3.0], [0.5, 40.0, 4000.0]] {
            let scale = scale(&medians);
            let places = medians.map(|value| scale.place(value));
            assert!(places.is_sorted(), "{places:?}");
            assert!(places[0] >= 0.0 && places[2] <= 100.0 + 1e-9);
        }
    }
}
