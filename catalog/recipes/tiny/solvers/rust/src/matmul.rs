//! Product of two matrices on the threads of one machine.

use std::thread;

/// `c := a * b`, row-major: `a` is m by k, `b` k by n, `c` m by n.
///
/// # Panics
/// If a slice does not have the length that its matrix needs.
pub fn matmul(n: usize, k: usize, a: &[f32], b: &[f32], c: &mut [f32], n_threads: usize) {
    if n == 0 {
        return;
    }
    let m = c.len() / n;
    assert_eq!((m * k, k * n, m * n), (a.len(), b.len(), c.len()));
    let rows_each = m.div_ceil(n_threads.max(1)).max(1);
    thread::scope(|scope| {
        for (block, rows) in c.chunks_mut(rows_each * n).enumerate() {
            scope.spawn(move || {
                for (offset, row) in rows.chunks_mut(n).enumerate() {
                    let i = block * rows_each + offset;
                    multiply_row(&a[i * k..(i + 1) * k], b, row);
                }
            });
        }
    });
}

/// The innermost loop runs along rows of `b` and of `c`, so that the compiler can use vectors.
fn multiply_row(left: &[f32], b: &[f32], row: &mut [f32]) {
    row.fill(0.0);
    for (factor, line) in left.iter().zip(b.chunks(row.len())) {
        for (sum, value) in row.iter_mut().zip(line) {
            *sum += factor * value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matmul;

    #[test]
    fn product_of_small_matrices() {
        let mut c = [0.0; 4];
        matmul(2, 3, &[1., 2., 3., 4., 5., 6.], &[1., 0., 0., 1., 1., 1.], &mut c, 2);
        assert_eq!([4., 5., 10., 11.], c);
    }
}
