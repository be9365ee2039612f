//! A lattice gas: traits with default methods, generics, operators, a module of tests.
#![allow(dead_code)]

use std::fmt;
use std::ops::{Add, Index, IndexMut};

/// fn in_a_comment() {}
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub mass: f64,
    pub momentum: [f64; 2],
}

pub trait Rule {
    const NAME: &'static str;
    type State: Copy;

    fn update(&self, cell: Self::State, neighbours: &[Self::State]) -> Self::State;

    /// Applies the rule many times.
    fn iterate(&self, mut cell: Self::State, n: usize) -> Self::State {
        for _ in 0..n {
            cell = self.update(cell, &[]);
        }
        cell
    }

    fn name(&self) -> String where Self: Sized { Self::NAME.to_string() }
}

impl Add for Cell {
    type Output = Cell;
    #[inline]
    fn add(self, other: Cell) -> Cell {
        Cell {
            mass: self.mass + other.mass,
            momentum: [self.momentum[0] + other.momentum[0], self.momentum[1] + other.momentum[1]],
        }
    }
}

pub struct Lattice<T, const W: usize> {
    cells: Vec<[T; W]>,
}

impl<T: Copy + Default, const W: usize> Lattice<T, W> {
    pub fn new(height: usize) -> Self {
        Self { cells: vec![[T::default(); W]; height] }
    }

    pub fn step<R>(&mut self, rule: &R) -> usize
    where
        R: Rule<State = T>,
        T: PartialEq,
    {
        let old = self.cells.clone();
        let mut n_changed = 0;
        'rows: for (y, row) in self.cells.iter_mut().enumerate() {
            if y == 0 {
                continue 'rows;
            }
            for x in 1..W - 1 {
                let next = rule.update(old[y][x], &[old[y][x - 1], old[y][x + 1], old[y - 1][x]]);
                n_changed += usize::from(next != row[x]);
                row[x] = next;
            }
        }
        n_changed
    }
}

impl<T, const W: usize> Index<(usize, usize)> for Lattice<T, W> {
    type Output = T;
    fn index(&self, (y, x): (usize, usize)) -> &T { &self.cells[y][x] }
}

impl<T, const W: usize> IndexMut<(usize, usize)> for Lattice<T, W> {
    fn index_mut(&mut self, (y, x): (usize, usize)) -> &mut T {
        &mut self.cells[y][x]
    }
}

impl<'a, const W: usize> fmt::Display for Lattice<char, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows = self.cells.iter();
        while let Some(row) = rows.next() {
            writeln!(f, "{}", row.iter().collect::<String>())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shift;

    impl Rule for Shift {
        const NAME: &'static str = "shift { for x in y }";
        type State = u8;
        fn update(&self, cell: u8, neighbours: &[u8]) -> u8 {
            neighbours.first().copied().unwrap_or(cell)
        }
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn shifts_once() {
        let mut l = Lattice::<u8, 4>::new(2);
        l[(1, 0)] = 1;
        assert_eq!(1, l.step(&Shift));
        let _ = l[(9, 9)];
    }
}
