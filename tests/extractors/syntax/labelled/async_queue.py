import asyncio
import contextlib
import functools
from typing import Any, AsyncIterator, Callable, Generic, TypeVar, overload

T = TypeVar('T')


class Scheduler(Generic[T]):
	limit: int = 4

	def __init__(self, jobs: 'list[Callable[[], Any]]') -> None:
		self._jobs, self._done = jobs, asyncio.Queue()

	@overload
	def get(self, key: int) -> T: ...
	@overload
	def get(self, key: str) -> 'list[T]': ...
	def get(self, key):
		if isinstance(key, str):
			return [job for job in self._jobs if job.__name__ == key]
		return self._jobs[key]

	async def results(self) -> AsyncIterator[T]:
		for _ in range(len(self._jobs)):
			yield await self._done.get()

	async def run(self):
		semaphore = asyncio.Semaphore(self.limit)

		async def one(job):
			async with semaphore:
				loop = asyncio.get_running_loop()
				while loop.time() < 0:
					await asyncio.sleep(0)
				await self._done.put(await loop.run_in_executor(None, job))

		async with asyncio.TaskGroup() as group:
			for job in self._jobs:
				group.create_task(one(job))

	@functools.lru_cache(maxsize=None)
	async def drain(self):
		out = []
		async for result in self.results():
			out.append(result)
		return out


def retry(n: int, *errors: type):
	def decorate(f):
		@functools.wraps(f)
		async def wrapper(*a, **k):
			for attempt in range(n):
				with contextlib.suppress(*errors):
					return await f(*a, **k)
				await asyncio.sleep(2 ** attempt)
			raise TimeoutError(f'{f.__name__} failed {n} times')
		return wrapper
	return decorate


try:
	import uvloop
except ImportError:
	def install():
		pass
else:
	def install(): uvloop.install()


@retry(3, OSError)
async def main(n=8):
	scheduler = Scheduler([functools.partial(pow, 2, i) for i in range(n)])
	await asyncio.gather(scheduler.run(), scheduler.drain())
	match n:
		case 0:
			return None
		case int(k) if k > 4:
			for i in range(k): print(i)
		case _:
			def local(x, /, y=lambda: [0 for _ in ()]):
				return x
			return local(n)


if __name__ == '__main__':
	install(); asyncio.run(main())
