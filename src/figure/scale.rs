//! Round numbers for scale bars and axes.

/// The longest scale bar of a round length that is no wider than `max_points` on the screen.
///
/// Returns its length in metres, 1, 2 or 5 times a power of ten, and its width in points; zero for both
/// unless the scale and the room are positive.
pub fn nice_scale_bar(metres_per_point: f64, max_points: f64) -> (f64, f64) {
    let room_m = metres_per_point * max_points;
    let is_usable = 0.0 < metres_per_point && 0.0 < max_points && room_m.is_finite();
    if !is_usable {
        return (0.0, 0.0);
    }
    let length_m = nice_at_most(room_m);
    (length_m, length_m / metres_per_point)
}

/// Round numbers from `lowest` to `highest`, evenly spaced, no more than `at_most` of them.
///
/// The distance is 1, 2 or 5 times a power of ten. Empty unless `lowest` is below `highest`.
pub fn nice_ticks(lowest: f64, highest: f64, at_most: usize) -> Vec<f64> {
    let range = highest - lowest;
    let is_usable = 0.0 < range && range.is_finite() && 0 < at_most;
    if !is_usable {
        return Vec::new();
    }
    let mut step = nice_at_least(range / at_most as f64);
    let mut ticks = multiples_within(lowest, highest, step);
    while at_most < ticks.len() {
        step = nice_at_least(step * 1.5);
        ticks = multiples_within(lowest, highest, step);
    }
    ticks
}

/// The smallest round number that is not below a positive one; 1 for anything else.
pub(super) fn nice_at_least(number: f64) -> f64 {
    round_numbers(number).map_or(1.0, |mut round| {
        round
            .find(|round| number <= round * (1.0 + 1e-9))
            .unwrap_or(number)
    })
}

/// The largest round number that is not above a positive one.
fn nice_at_most(number: f64) -> f64 {
    round_numbers(number).map_or(1.0, |round| {
        round
            .filter(|round| *round <= number * (1.0 + 1e-9))
            .fold(0.0, f64::max)
    })
}

/// The round numbers around a positive one, rising.
fn round_numbers(number: f64) -> Option<impl Iterator<Item = f64>> {
    let is_usable = 0.0 < number && number.is_finite();
    is_usable.then(|| {
        let power = number.log10().floor();
        [power - 1.0, power, power + 1.0]
            .into_iter()
            .flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit_at(digit, power)))
    })
}

/// A digit at a power of ten. Dividing keeps 0.1 what it is.
fn digit_at(digit: f64, power: f64) -> f64 {
    if power < 0.0 {
        digit / 10.0_f64.powf(-power)
    } else {
        digit * 10.0_f64.powf(power)
    }
}

fn multiples_within(lowest: f64, highest: f64, step: f64) -> Vec<f64> {
    let tolerance = 1e-9;
    let mut ticks = Vec::new();
    let mut count = (lowest / step - tolerance).ceil();
    while count * step <= highest + tolerance * step {
        // Adding zero turns a negative zero into a plain one.
        ticks.push(count * step + 0.0);
        count += 1.0;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_bar_is_round_and_fits() {
        let check = |metres_per_point, max_points, length_m, points| {
            let found = nice_scale_bar(metres_per_point, max_points);
            assert_eq!(found, (length_m, points), "{metres_per_point}");
        };
        check(1.0, 150.0, 100.0, 100.0);
        check(2.0, 150.0, 200.0, 100.0);
        check(4.0, 150.0, 500.0, 125.0);
        check(0.5, 200.0, 100.0, 200.0);
        check(1000.0, 100.0, 100_000.0, 100.0);
        check(0.0, 100.0, 0.0, 0.0);
        check(f64::NAN, 100.0, 0.0, 0.0);
    }

    #[test]
    fn ticks_are_round_and_within() {
        assert_eq!(nice_ticks(0.0, 10.0, 6), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(nice_ticks(-1.0, 1.0, 5), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!(nice_ticks(412.0, 987.0, 4), [600.0, 800.0]);
        assert_eq!(
            nice_ticks(412.0, 987.0, 6),
            [500.0, 600.0, 700.0, 800.0, 900.0]
        );
        assert!(nice_ticks(5.0, 5.0, 4).is_empty());
    }
}
