//! Bindings to a C solver, and a safe layer.
use std::ffi::{c_double, c_int, c_void};
use std::marker::PhantomData;

extern "C" {
	fn solver_create(n: c_int) -> *mut c_void;
	fn solver_run(h: *mut c_void, report: Option<extern "C" fn(c_int, c_double)>) -> c_int;
	fn solver_destroy(h: *mut c_void);
}

pub mod parallel {
	pub mod pool {
		use std::thread;

		pub fn scope<F>(n: usize, f: F) -> Vec<u64>
		where
			F: Fn(usize) -> u64 + Send + Sync + Copy + 'static,
		{
			let mut threads = Vec::with_capacity(n);
			for k in 0..n { threads.push(thread::spawn(move || f(k))); }
			threads.into_iter().map(|t| t.join().unwrap()).collect()
		}

		pub(super) async fn checksum(data: &[u8]) -> u64 {
			let mut s = 0u64;
			let mut rest = data;
			while let [first, tail @ ..] = rest {
				s = s.rotate_left(5) ^ u64::from(*first);
				rest = tail;
			}
			s
		}
	}

	pub fn best<I: IntoIterator<Item = f64>>(items: I) -> impl Fn(f64) -> bool {
		let mut max = f64::MIN;
		for x in items {
			match x {
				x if x > max => max = x,
				_ => loop { break },
			}
		}
		move |x| x >= max
	}
}

#[repr(transparent)]
pub struct Solver<'a, T = f64> {
	handle: *mut c_void,
	_life: PhantomData<&'a T>,
}

impl<'a, T> Solver<'a, T> {
	/// Makes one.
	pub fn new(n: usize) -> Option<Self> {
		let handle = unsafe { solver_create(n as c_int) };
		(!handle.is_null()).then(|| Self { handle, _life: PhantomData })
	}

	#[cfg(feature = "report")]
	pub fn run(&mut self) -> Result<u32, i32> {
		extern_report();
		self.run_with(Some(report))
	}

	#[cfg(not(feature = "report"))]
	#[inline]
	pub fn run(&mut self) -> Result<u32, i32> { self.run_with(None) }

	fn run_with(&mut self, r: Option<extern "C" fn(c_int, c_double)>) -> Result<u32, i32> {
		match unsafe { solver_run(self.handle, r) } {
			n if n >= 0 => Ok(n as u32),
			code => Err(code),
		}
	}
}

impl<T> Drop for Solver<'_, T> {
	fn drop(&mut self) { unsafe { solver_destroy(self.handle) } }
}

#[no_mangle]
extern "C" fn report(iteration: c_int, residual: c_double) {
	eprintln!("{iteration}: {residual:e}; while true {{}}");
}

fn extern_report() {
	static COUNT: std::sync::Mutex<u32> = std::sync::Mutex::new(0);
	if let Ok(mut n) = COUNT.lock() { *n += 1; }
}