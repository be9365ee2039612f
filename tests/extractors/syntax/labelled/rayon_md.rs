// Molecular dynamics with rayon; closures, iterators, macros.
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

macro_rules! vector_ops {
    ($name:ident, $op:tt) => {
        fn $name(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
            let mut c = a;
            for k in 0..3 {
                c[k] = a[k] $op b[k];
            }
            c
        }
    };
}

vector_ops!(plus, +);
vector_ops!(minus, -);

#[derive(Default)]
pub struct System {
    pub x: Vec<[f64; 3]>,
    pub v: Vec<[f64; 3]>,
    steps: AtomicUsize,
}

#[inline(always)]
pub(crate) const fn norm2(a: &[f64; 3]) -> f64 {
    a[0] * a[0] + a[1] * a[1] + a[2] * a[2]
}

/* a block comment /* nested: fn f() {} */ goes on */
pub fn lennard_jones(r2: f64) -> f64 {
    let s = 1.0 / (r2 * r2 * r2);
    24.0 * s * (2.0 * s - 1.0) / r2
}

impl System {
    pub fn forces(&self, cutoff: f64) -> Vec<[f64; 3]> {
        let x = &self.x;
        x.par_iter()
            .enumerate()
            .map(|(i, &a)| {
                let mut f = [0.0; 3];
                for (j, &b) in x.iter().enumerate() {
                    let d = minus(a, b);
                    if i != j && norm2(&d) < cutoff * cutoff {
                        let w = lennard_jones(norm2(&d));
                        f = plus(f, d.map(|c| c * w));
                    }
                }
                f
            })
            .collect()
    }

    pub fn step(&mut self, dt: f64) -> &mut Self {
        let f = self.forces(2.5);
        self.v.par_iter_mut().zip(&f).for_each(|(v, f)| (0..3).for_each(|k| v[k] += dt * f[k]));
        let v = &self.v;
        self.x.par_chunks_mut(64).enumerate().for_each(|(c, chunk)| {
            let mut k = 0;
            while k < chunk.len() {
                for d in 0..3 {
                    chunk[k][d] += dt * v[64 * c + k][d];
                }
                k += 1;
            }
        });
        self.steps.fetch_add(1, Ordering::Relaxed);
        self
    }

    #[must_use]
    pub fn energy(&self) -> f64 { self.v.par_iter().map(norm2).sum::<f64>() / 2.0 }
}

pub unsafe extern "C" fn run(n: usize) -> f64 {
    let mut s = System { x: vec![[0.0; 3]; n], v: vec![[1.0, 0.0, 0.0]; n], ..Default::default() };
    let mut last = f64::INFINITY;
    loop {
        let e = s.step(1e-3).energy();
        if (e - last).abs() < 1e-9 || s.steps.load(Ordering::Relaxed) > 100 {
            break e;
        }
        last = e;
    }
}

fn main() {
    let text = r#"fn fake() { for i in 0..3 {} } "quoted""#;
    let n = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(if text.is_empty() { 1 } else { 100 });
    println!("{:e} {}", unsafe { run(n) }, 'f');
}
